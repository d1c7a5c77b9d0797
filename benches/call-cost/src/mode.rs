//! The ways to request a balance, as one trait, so that the same code counts and times all of them.

use std::future::Future;
use std::hint::black_box;

use crate::by_hand::{Bare, Lean};
use crate::timing::{Shared, Timed};
use crate::{Failure, KEY, Outcome};

/// A client, created once, and its call.
pub trait Mode: Send + Sync + 'static {
    /// Makes one call and drops the result.
    fn call(&self) -> impl Future<Output = Outcome> + Send;
}

impl Mode for Bare {
    async fn call(&self) -> Outcome {
        black_box(self.balance().await?);
        Ok(())
    }
}

impl Mode for Lean {
    async fn call(&self) -> Outcome {
        black_box(self.balance().await?);
        Ok(())
    }
}

impl Mode for wooshpay::Client {
    async fn call(&self) -> Outcome {
        black_box(self.balance().get().await?);
        Ok(())
    }
}

#[cfg(feature = "progenitor")]
impl Mode for crate::progenitor_made::Client {
    async fn call(&self) -> Outcome {
        black_box(self.get_v1_balance().send().await?);
        Ok(())
    }
}

/// All modes. The first is the reference.
pub const NAMES: &[&str] = if cfg!(feature = "progenitor") {
    &["bare", "lean", "progenitor", "ours"]
} else {
    &["bare", "lean", "ours"]
};

/// Creates the client of a mode.
pub fn client(name: &str, base_url: &str) -> Result<Box<dyn Timed>, Failure> {
    Ok(match name {
        "bare" => Shared::boxed(Bare::new(base_url)?),
        "lean" => Shared::boxed(Lean::new(base_url)?),
        #[cfg(feature = "progenitor")]
        "progenitor" => {
            let http = crate::by_hand::client(crate::by_hand::credentials()?)?;
            Shared::boxed(crate::progenitor_made::Client::new_with_client(base_url, http))
        }
        "ours" => Shared::boxed(wooshpay::Client::builder().key(KEY).base_url(base_url).build()?),
        _ => return Err(format!("unknown mode `{name}`").into()),
    })
}

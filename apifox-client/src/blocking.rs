//! Calls that wait, for programs without an async runtime.
//!
//! With the feature `blocking` every generated request has a method
//! `blocking`, which sends it and waits for the response:
//!
#![cfg_attr(feature = "blocking", doc = "```no_run")]
#![cfg_attr(not(feature = "blocking"), doc = "```ignore")]
//! # use apifox_client::{Call, Client, Error, request};
//! # pub struct DeleteThing { call: Call }
//! # request!(DeleteThing, empty);
//! # fn run(request: DeleteThing) -> Result<(), Error> {
//! let response = request.blocking()?;
//! println!("{}", response.status());
//! # Ok(())
//! # }
//! ```
//!
//! The first such call starts a thread with a small runtime, which all share
//! and which lives as long as the process. It drives the connections; the
//! call itself runs where it was made. Limits of time, attempts and errors are
//! those of other calls.
//!
//! A process that forks leaves that thread behind. The first blocking call of
//! the child starts another; the connections of a client are shared with the
//! parent, so the child makes a client of its own, and a call of one that is
//! from before the fork is an error.
//!
//! One client serves both worlds: blocking calls have connections of their
//! own, so none ever waits on a connection whose runtime is not running. Only
//! a [client of one's own](crate::ClientBuilder::http_client) has one pool, and
//! is for one world.

/// Adds the method `blocking` to a request: only with the feature.
#[cfg(feature = "blocking")]
#[doc(hidden)]
#[macro_export]
macro_rules! __blocking_method {
    ($response:ty) => {
        /// Sends the request and waits for the response, without an async
        /// runtime. Only with the feature `blocking`.
        ///
        /// # Errors
        ///
        /// Those of the awaited request, and `Error::Config` of
        /// `ConfigKind::Runtime` inside an async runtime: await the request
        /// there.
        #[inline] // compiled where it is called
        pub fn blocking(self) -> ::std::result::Result<$response, $crate::Error> {
            $crate::blocking::wait(::std::future::IntoFuture::into_future(self))?
        }
    };
}

/// Without the feature there is no such method.
#[cfg(not(feature = "blocking"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __blocking_method {
    ($response:ty) => {};
}

#[cfg(feature = "blocking")]
pub use self::waiting::wait;

#[cfg(feature = "blocking")]
pub(crate) use self::waiting::is_here;

#[cfg(feature = "blocking")]
mod waiting {
    use std::cell::Cell;
    use std::future::{Future, pending};
    use std::sync::{Mutex, MutexGuard, TryLockError};
    use std::time::Duration;
    use std::{process, thread};

    use tokio::runtime::{Builder, Handle};

    use crate::config_error::{ConfigError, ConfigKind};
    use crate::error::Error;

    /// The runtime behind all blocking calls, once there was one, and the
    /// process that its thread is in: a fork takes the memory along, and no
    /// thread but its own.
    static RUNTIME: Mutex<Option<(u32, Handle)>> = Mutex::new(None);

    thread_local! {
        /// Whether this thread is inside `wait`.
        static HERE: Cell<bool> = const { Cell::new(false) };
    }

    /// Whether a blocking call asks.
    pub(crate) fn is_here() -> bool {
        HERE.get()
    }

    /// Waits for a future of this crate where there is no async runtime: a
    /// call, or the next piece of a stream that a blocking call has opened.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] of [`ConfigKind::Runtime`]
    /// * inside an async runtime, where waiting would stop everything else on
    ///   the thread. Tokio does not tell its threads for blocking work
    ///   (`spawn_blocking`) from the others, so this is refused there as well:
    ///   await the future, or start a thread with [`std::thread`];
    /// * when the system gives no thread, as in a browser.
    pub fn wait<F: Future>(future: F) -> Result<F::Output, Error> {
        if Handle::try_current().is_ok() {
            let message = "a blocking call inside an async runtime would stop its thread; await the call there";
            return Err(ConfigError::new(ConfigKind::Runtime, message).into());
        }
        if cfg!(all(target_arch = "wasm32", target_os = "unknown")) {
            let message = "a browser has one thread, which cannot wait; await the call";
            return Err(ConfigError::new(ConfigKind::Runtime, message).into());
        }
        let runtime = runtime(process::id())?;
        let _inside = Inside::enter();
        Ok(runtime.block_on(future))
    }

    /// Marks the thread, and unmarks it also when the future panics.
    struct Inside;

    impl Inside {
        fn enter() -> Self {
            HERE.set(true);
            Self
        }
    }

    impl Drop for Inside {
        fn drop(&mut self) {
            HERE.set(false);
        }
    }

    /// The runtime of a process.
    fn runtime(process: u32) -> Result<Handle, ConfigError> {
        let mut runtime = locked()?;
        if let Some((owner, handle)) = &*runtime
            && *owner == process
        {
            return Ok(handle.clone());
        }
        let failed = |error| {
            let message = "no thread can be started for blocking calls";
            ConfigError::new(ConfigKind::Runtime, message).with_source(error)
        };
        let started = Builder::new_current_thread().enable_all().build().map_err(failed)?;
        let handle = started.handle().clone();
        thread::Builder::new()
            .name("apifox-client".to_owned())
            .spawn(move || started.block_on(pending::<()>()))
            .map_err(failed)?;
        Ok(runtime.insert((process, handle)).1.clone())
    }

    /// It is held for no longer than a thread takes to start, unless the
    /// process forked right then: nobody would ever give it back.
    fn locked() -> Result<MutexGuard<'static, Option<(u32, Handle)>>, ConfigError> {
        for _ in 0..1000 {
            match RUNTIME.try_lock() {
                Ok(runtime) => return Ok(runtime),
                // Whoever panicked holding it left it as it was.
                Err(TryLockError::Poisoned(runtime)) => return Ok(runtime.into_inner()),
                Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(1)),
            }
        }
        let message = "the process forked while the thread for blocking calls was being started";
        Err(ConfigError::new(ConfigKind::Runtime, message))
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_process_that_was_forked_gets_a_runtime_of_its_own() {
            let id = |process| runtime(process).map(|handle| handle.id().to_string()).ok();
            let here = process::id();
            let parent = id(here);
            assert_eq!(id(here), parent);
            let child = id(here.wrapping_add(1));
            assert!(child.is_some() && child != parent, "{child:?} {parent:?}");
        }
    }
}

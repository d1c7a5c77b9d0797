//! Blocking calls, for programs without an async runtime.
//!
//! With the feature `blocking` every generated request has a method `blocking`,
//! which sends it and waits for the response:
#![cfg_attr(feature = "blocking", doc = "```no_run")]
#![cfg_attr(not(feature = "blocking"), doc = "```ignore")]
//! # use apifox_client::{Call, Client, Error, request};
//! # pub struct DeleteThing { call: Call }
//! # request!(DeleteThing, empty);
//! # fn run(request: DeleteThing) -> Result<(), Error> {
//! let response = request.blocking()?; println!("{}", response.status());
//! # Ok(())
//! # }
//! ```
//!
//! The first such call starts a thread with a small runtime, which all blocking
//! calls share and which lives as long as the process. It drives the
//! connections; the call itself runs on the calling thread. Time limits,
//! retries and errors are those of other calls.
//!
//! A forked process does not inherit that thread. The first blocking call of
//! the child starts another. The connections of a client are shared with the
//! parent, so the child must create its own client; a call of a client that the
//! parent has used is an error.
//!
//! One client supports both asynchronous and blocking calls. Blocking calls
//! have their own connections, so no call waits on a connection whose runtime
//! is not running. A [custom HTTP client](crate::ClientBuilder::http_client)
//! has only one pool, so use it for one of the two only.

/// Adds the method `blocking` to a request, with the feature.
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
        /// Those of the awaited request, and `Error::Config` of `ConfigKind::Runtime` inside an
        /// async runtime: await the request there.
        #[inline] // compiled only where it is called
        pub fn blocking(self) -> ::std::result::Result<$response, $crate::Error> {
            $crate::blocking::wait(::std::future::IntoFuture::into_future(self))?
        }
    };
}

/// Adds nothing without the feature.
#[cfg(not(feature = "blocking"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __blocking_method {
    ($response:ty) => {};
}

#[cfg(feature = "blocking")]
pub use self::waiting::wait;

#[cfg(feature = "blocking")]
pub(crate) use self::waiting::is_blocking_call;

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

    /// The shared runtime, once started, and the process that its thread
    /// belongs to: a forked process inherits the memory but not the thread.
    static RUNTIME: Mutex<Option<(u32, Handle)>> = Mutex::new(None);

    thread_local! {
        /// Whether this thread is inside `wait`.
        static IN_WAIT: Cell<bool> = const { Cell::new(false) };
    }

    /// Whether the current call is a blocking one.
    pub(crate) fn is_blocking_call() -> bool {
        IN_WAIT.get()
    }

    /// Waits for a future of this crate outside an async runtime: a call, or
    /// the next piece of a stream that a blocking call has opened.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] of [`ConfigKind::Runtime`]
    /// * inside an async runtime, where waiting would block the thread. Tokio does not distinguish
    ///   its threads for blocking work (`spawn_blocking`), so this is refused there as well: await
    ///   the future, or start a thread with [`std::thread`];
    /// * when no thread can be started, as in a browser.
    pub fn wait<F: Future>(future: F) -> Result<F::Output, Error> {
        if Handle::try_current().is_ok() {
            let message = "a blocking call would block the thread of the async runtime; await the call instead";
            return Err(ConfigError::new(ConfigKind::Runtime, message).into());
        }
        if cfg!(all(target_arch = "wasm32", target_os = "unknown")) {
            let message = "a browser has a single thread, which cannot block; await the call instead";
            return Err(ConfigError::new(ConfigKind::Runtime, message).into());
        }
        let runtime = runtime(process::id())?;
        let _inside = Inside::enter();
        Ok(runtime.block_on(future))
    }

    /// Marks the thread, and unmarks it even if the future panics.
    struct Inside;

    impl Inside {
        fn enter() -> Self {
            IN_WAIT.set(true);
            Self
        }
    }

    impl Drop for Inside {
        fn drop(&mut self) {
            IN_WAIT.set(false);
        }
    }

    /// Returns the runtime of a process.
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

    /// Locks the runtime. The lock is held only while the thread starts, unless the process forks
    /// at that moment: the child's copy would never be released.
    fn locked() -> Result<MutexGuard<'static, Option<(u32, Handle)>>, ConfigError> {
        for _ in 0..1000 {
            match RUNTIME.try_lock() {
                Ok(runtime) => return Ok(runtime),
                // A panicking holder has left the value unchanged.
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
        fn a_forked_process_gets_its_own_runtime() {
            let id = |process| runtime(process).map(|handle| handle.id().to_string()).ok();
            let here = process::id();
            let parent = id(here);
            assert_eq!(id(here), parent);
            let child = id(here.wrapping_add(1));
            assert!(child.is_some() && child != parent, "{child:?} {parent:?}");
        }
    }
}

//! The tests of the server, in one program. `soak` is apart: it counts what its process allocates.

mod handler;
#[cfg(feature = "strict")]
mod sandbox;
#[cfg(feature = "strict")]
mod sandbox_checks;
mod sandbox_scripts;
mod sandbox_server;

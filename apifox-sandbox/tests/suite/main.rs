//! The tests of the server, in one program. `soak` is apart: it counts what its process allocates.

mod handler;
#[cfg(feature = "strict")]
mod sandbox;
#[cfg(feature = "strict")]
mod sandbox_checks;
mod sandbox_scripts;
mod sandbox_server;
#[cfg(feature = "strict")]
mod sandbox_values;

use std::net::Ipv4Addr;

/// Returns a loopback address that only the test with this number uses, so that its ports stay
/// free when a server stops. Other systems than Linux have one loopback address.
fn own_address(number: u8) -> Ipv4Addr {
    let [.., high, low] = std::process::id().to_be_bytes();
    if cfg!(target_os = "linux") {
        Ipv4Addr::new(127, high, low, number)
    } else {
        Ipv4Addr::LOCALHOST
    }
}

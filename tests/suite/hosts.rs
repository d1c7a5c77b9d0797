//! The hosts are those of the pages.

use wooshpay::{Mode, SERVERS};

#[test]
fn the_host_of_each_mode_is_one_that_the_corrected_pages_name() {
    let named: Vec<&str> = SERVERS.iter().map(|server| server.url).collect();
    for mode in [Mode::Test, Mode::Live] {
        assert!(named.contains(&mode.base_url()), "{mode}: {named:?}");
    }
    assert_eq!(named.len(), 2, "a host that no mode goes to");
}

//! Strings whose format is a type by the configuration.

use std::net::Ipv4Addr;
use std::num::NonZeroU16;

use apifox_client::{Parsed, serde_json};
use ledger::formats::types::{Host, HostEither};

#[test]
fn a_string_of_a_configured_format_is_of_its_type_wherever_it_stands() {
    let local = Ipv4Addr::LOCALHOST;
    let port = NonZeroU16::new(80).expect("80 is not zero");
    let json = r#"{"address":"127.0.0.1","aliases":["10.0.0.1"],"gateway":"127.0.0.1","port":"80","ports":{"x":"80"},"either":"127.0.0.1","name":"a"}"#;
    let host: Host = serde_json::from_str(json).expect("it is as documented");
    assert_eq!(host.address.value(), Some(&local));
    assert_eq!(host.aliases[0].value(), Some(&Ipv4Addr::new(10, 0, 0, 1)));
    assert_eq!(host.port.as_ref().and_then(Parsed::value), Some(&port));
    assert_eq!(host.either, Some(HostEither::Text(local.into())));
    assert_eq!(host.name.as_deref(), Some("a"));
    assert_eq!(serde_json::to_string(&host).expect("it is JSON"), json);
    let built = Host::new(local, vec![Ipv4Addr::new(10, 0, 0, 1).into()])
        .gateway(local)
        .port(port)
        .either(Parsed::from(local))
        .name("a");
    assert_eq!((built.address, built.port), (host.address, host.port));
}

#[test]
fn a_string_of_another_form_fails_no_response_and_comes_back_as_it_was() {
    let json = r#"{"address":"","aliases":["::1",""],"port":"0","ports":{"x":"many"}}"#;
    let host: Host = serde_json::from_str(json).expect("odd strings are kept");
    assert_eq!((host.address.value(), host.address.as_str()), (None, ""));
    assert_eq!(host.port.as_ref().map(Parsed::as_str), Some("0"));
    assert_eq!(serde_json::to_string(&host).expect("it is JSON"), json);
}

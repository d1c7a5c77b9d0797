//! The committed snapshot is what the build generates.
//!
//! `cargo spec bless` renews it, together with the published names and the list of public items.
//! `cargo spec bless --check` compares those with the pages.

#[test]
fn the_committed_snapshot_is_what_this_build_generated() {
    // As the build script saw it: the compiler tracks the variable and compiles this again when it
    // changes.
    if option_env!("WOOSHPAY_SPEC_DIR").is_some() {
        println!("not compared: WOOSHPAY_SPEC_DIR gives this build pages of its own");
        return;
    }
    let generated = include_str!(concat!(env!("OUT_DIR"), "/wooshpay.rs"));
    let committed = include_str!("../../src/generated/wooshpay.rs");
    let differs = generated.lines().zip(committed.lines()).find(|(new, old)| new != old);
    assert!(
        generated == committed,
        "`cargo spec bless` renews the snapshot; the first difference: {differs:?}"
    );
}

//! The committed snapshot is what the build generates.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test --test snapshot` renews it.

mod golden;

#[test]
fn the_committed_snapshot_is_what_this_build_generated() {
    // As the build script saw it: the compiler notes the variable, and compiles this again when it changes.
    if option_env!("WOOSHPAY_SPEC_DIR").is_some() {
        println!("not compared: WOOSHPAY_SPEC_DIR gives this build pages of its own");
        return;
    }
    let generated = include_bytes!(concat!(env!("OUT_DIR"), "/wooshpay.rs"));
    golden::assert_is("src/generated/wooshpay.rs", generated);
}

//! The samples of the documentation, run against a sandbox of their page: whatever it responds, the
//! client reads it.

#[tokio::test]
async fn what_a_sandbox_responds_to_a_sample_is_what_its_page_documents() {
    let (read, others) = testkit::samples::run(ledger::pages::SAMPLES).await;
    assert!(
        read > 5 * others && read > 120,
        "{read} read, {others} failed otherwise"
    );
}

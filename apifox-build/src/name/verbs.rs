//! Verbs: the words that name an action of an operation.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Verbs that only read, so that one at the end of a path names a `GET`.
const READING: &str = "
    aggregate analyse browse calculate check compare count describe discover download evaluate explain export fetch
    find forecast get inspect introspect list load lookup peek ping poll preview query read recommend resolve
    retrieve scan search show stat suggest summarise summarize traverse validate verify view
";

/// Verbs that modify.
const WRITING: &str = "
    abort accept ack acknowledge activate add adjust admit advance aggregate agree allocate allow analyze annotate
    announce anonymize answer append apply approve archive arrange ask assign attach attest audit auth authenticate
    authn authorise authorize backup ban bind block book bookmark boost broadcast buy calibrate call cancel capture
    categorize change checkin checkout checkpoint claim clarify classify clean clear clone close collect commit
    compile complete compose compress compute configure confirm connect consume continue convert copy correct
    countersign crawl create crop deactivate decide declare decline decode decompress decrease decrypt deduct define
    delegate delete deliver demote deny deploy deprecate deprovision deregister derive destroy detach detect
    diagnose dial disable disallow discard disconnect dismiss dispatch distribute divide donate downgrade downvote
    drain duplicate earn edit embed emit empty enable encode encrypt endorse enqueue enrich enrol enroll enter erase
    escalate estimate evaluate exclude execute exit expand expire extend extract fail favorite favourite federate
    feed finalize finetune finish flush follow force forget forward freeze fulfill gather generate give grant hide
    hire hold ignore impersonate import include increase increment infer init initialize initiate inject insert
    inspect install interrupt invalidate invert invite invoke issue join kick kill leave lend lift like listen lock
    login logout make manage mark merge migrate modify mount move mute nominate notarise notify obtain offboard
    onboard open optimize override overwrite pack paraphrase park parse patch pause pay perform permit persist pin
    populate post predict prepare print produce promote proofread propose provision prune publish purge push put
    quarantine raise react reactivate rebalance rebook reboot rebuild recalculate recall receive recharge reclaim
    recognize recompute reconcile reconnect recover recreate redact redeem redirect redo reduce refresh refund
    refuse regenerate register reindex reinstate reject rejoin relabel release reload relocate remind remove rename
    render renew reopen reorder repair repeat rephrase replace reply report rerank reschedule resend reserve reset
    resize resolve respond restart restore restrict resubmit resume retract retrain retrieve retry reverse revert
    review revoke rewrite rollback rotate run sanitize save scale scan scrape seal select send serve set settle
    share ship shorten shuffle shutdown sign simulate skip snooze spawn start stash stop strip submit subscribe
    suggest summarize suspend swap sweep switch sync terminate toggle tokenize topup track transcribe transfer
    transform transition translate trigger try unarchive unassign unban unbind unblock undo unenroll unfavorite
    unflag unfollow unfreeze unhide unhold uninstall uninvite unlike unlink unlist unlock unmark unmount unmute
    unpair unpin unpublish unregister unrestrict unschedule unseal unset unshare unstake unstar unsubscribe
    unsuspend untag untrash unwatch update upgrade upload upsert upvote use validate verify void vote wake warm warn
    wipe withdraw write
";

/// Verbs that remove: only these name a `DELETE`.
const REMOVING: &str = "
    cancel clear delete destroy detach discard disconnect dismiss erase forget leave logout purge remove reset
    revoke unassign unbind unblock unfollow uninstall unlike unlink unmute unpin unregister unset unshare unstar
    unsubscribe untag
";

type Verbs = LazyLock<BTreeSet<&'static str>>;

static READS: Verbs = LazyLock::new(|| READING.split_whitespace().collect());
static WRITES: Verbs = LazyLock::new(|| WRITING.split_whitespace().collect());
static REMOVES: Verbs = LazyLock::new(|| REMOVING.split_whitespace().collect());

/// Whether a word is a verb.
pub(crate) fn is_verb(word: &str) -> bool {
    READS.contains(word) || WRITES.contains(word)
}

/// Whether a word at the end of a path names the action of a request of this method (lower case).
pub(crate) fn names_method(word: &str, method: &str) -> bool {
    match method {
        "get" | "head" => READS.contains(word),
        "delete" => REMOVES.contains(word),
        _ => is_verb(word),
    }
}

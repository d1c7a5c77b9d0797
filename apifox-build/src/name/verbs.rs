//! Which words say what an operation does.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Verbs that only look, so that one at the end of a path names a `GET`.
const READING: &str = "
    aggregate analyse browse calculate check compare count describe discover download evaluate explain export fetch
    find forecast get inspect introspect list load lookup peek ping poll preview query read recommend resolve
    retrieve scan search show stat suggest summarise summarize traverse validate verify view
";

/// Verbs that change something.
const WRITING: &str = "
    abort accept ack acknowledge activate add adjust admit advance aggregate agree allocate allow analyze annotate
    announce anonymize answer append apply approve archive arrange ask assign attach audit auth authenticate authn
    authorize backup ban bind block book bookmark boost broadcast buy calibrate call cancel capture categorize
    change checkin checkout checkpoint claim clarify classify clean clear clone close collect commit compile
    complete compose compress compute configure confirm connect consume continue convert copy correct crawl create
    crop deactivate decide declare decline decode decompress decrease decrypt deduct define delegate delete deliver
    demote deny deploy deprecate deregister derive destroy detach detect dial disable disallow discard disconnect
    dismiss dispatch distribute divide donate downgrade drain duplicate earn edit embed emit empty enable encode
    encrypt endorse enqueue enrich enroll enter erase escalate estimate evaluate exclude execute exit expand expire
    extend extract fail favorite federate feed finalize finish flush follow force forget forward freeze fulfill
    gather generate give grant hide ignore impersonate import include increase increment infer init initialize
    initiate inject insert inspect install interrupt invalidate invert invite invoke issue join kick kill leave lend
    lift like listen lock login logout make manage mark merge migrate modify mount move mute nominate notify obtain
    onboard open optimize override overwrite pack park parse patch pause pay perform permit persist pin populate
    post prepare print produce promote propose provision prune publish purge push put quarantine raise reactivate
    rebuild recalculate recall receive recharge reclaim recognize recompute reconcile reconnect recover recreate
    redact redeem redirect redo reduce refresh refund refuse regenerate register reindex reject rejoin release
    reload relocate remind remove rename render renew reopen reorder repair repeat replace reply report reschedule
    resend reserve reset resize resolve respond restart restore restrict resubmit resume retract retrain retrieve
    retry reverse revert review revoke rollback rotate run sanitize save scale scan scrape seal select send serve
    set settle share shorten shuffle shutdown sign simulate skip snooze spawn start stash stop strip submit
    subscribe suggest summarize suspend swap sweep switch sync terminate toggle tokenize topup track transcribe
    transfer transform transition translate trigger try unarchive unassign unban unbind unblock undo unfavorite
    unflag unfollow unfreeze unhide uninstall unlike unlink unlist unlock unmark unmount unmute unpin unpublish
    unregister unrestrict unset unshare unstar unsubscribe unsuspend untag unwatch update upgrade upload upsert use
    validate verify void vote wake warm wipe withdraw write
";

/// Verbs that take away: only these name a `DELETE`.
const TAKING: &str = "
    cancel clear delete destroy detach discard disconnect dismiss erase forget leave logout purge remove reset
    revoke unassign unbind unblock unfollow uninstall unlike unlink unmute unpin unregister unset unshare unstar
    unsubscribe untag
";

type Verbs = LazyLock<BTreeSet<&'static str>>;

static READS: Verbs = LazyLock::new(|| READING.split_whitespace().collect());
static WRITES: Verbs = LazyLock::new(|| WRITING.split_whitespace().collect());
static TAKES: Verbs = LazyLock::new(|| TAKING.split_whitespace().collect());

/// Whether a word says what is done.
pub(crate) fn is_verb(word: &str) -> bool {
    READS.contains(word) || WRITES.contains(word)
}

/// Whether a word at the end of a path says what a request of this method (lower case) does.
pub(crate) fn names_method(word: &str, method: &str) -> bool {
    match method {
        "get" | "head" => READS.contains(word),
        "delete" => TAKES.contains(word),
        _ => is_verb(word),
    }
}

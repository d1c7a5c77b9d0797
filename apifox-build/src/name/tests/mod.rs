//! Names of operations, from the page to the method.

use std::collections::BTreeSet;

use super::lock::Lock;
use super::operations::{OperationName, names};
use crate::harvest::Harvest;
use crate::node::{At, Kind, Map, Node};

/// Method, path, folder, summary.
type Page<'a> = (&'a str, &'a str, &'a str, &'a str);

fn root(pages: &[Page<'_>]) -> Node {
    let at = At::default();
    let mut paths = Map::new();
    for (method, path, folder, summary) in pages {
        let tags = Node::new(at, Kind::Array(vec![Node::string(at, *folder)]));
        let operation = Node::object(at, [("summary", Node::string(at, *summary)), ("tags", tags)]);
        let item = paths.entry((*path).into()).or_insert_with(|| Node::object(at, []));
        item.insert(method, operation);
    }
    Node::object(at, [("paths", Node::new(at, Kind::Object(paths)))])
}

fn shown(name: &OperationName) -> String {
    format!("{}().{}() {}", name.resource, name.call, name.id)
}

/// The names of the operations, in the order of the pages.
fn named(pages: &[Page<'_>]) -> Vec<String> {
    let names = names(&root(pages), &Harvest::default(), &Lock::default(), &BTreeSet::new());
    let route = |(method, path, ..): &Page<'_>| (method.to_uppercase(), (*path).to_owned());
    pages.iter().map(|page| shown(&names[&route(page)])).collect()
}

fn assert_names(pages: &[(Page<'_>, &str)]) {
    for (page, expected) in pages {
        assert_eq!(named(&[*page]), [*expected], "{page:?}");
    }
}

fn with_id(id: &str) -> String {
    let mut root = root(&[("get", "/v1/users/{id}", "Users", "")]);
    let operation = root.at_path_mut(&["paths", "/v1/users/{id}", "get"]).unwrap();
    operation.insert("operationId", Node::string(At::default(), id));
    let names = names(&root, &Harvest::default(), &Lock::default(), &BTreeSet::new());
    shown(names.values().next().unwrap())
}

#[test]
fn an_english_page_gives_its_own_words() {
    assert_names(&[
        (
            ("get", "/v1/balance", "API Reference/Balance", "Get balance"),
            "balance().get() get_balance",
        ),
        (
            (
                "post",
                "/v1/payouts",
                "API Reference/Payouts/Payouts",
                "Create a payout",
            ),
            "payouts().create() create_payout",
        ),
        (
            ("get", "/v1/payouts", "Payouts", "List all payouts"),
            "payouts().list() list_payouts",
        ),
        (
            ("get", "/v1/rates/{base}", "Rates", "Get exchange rates"),
            "rates().get() get_exchange_rates",
        ),
        (
            (
                "post",
                "/v1/coupons/{id}",
                "API/Promotion Code",
                "Update a promotion code",
            ),
            "promotion_code().update() update_promotion_code",
        ),
        (
            ("post", "/session", "Session", "Password sign-in"),
            "session().password_sign_in() session_password_sign_in",
        ),
        (
            ("get", "/shares/{id}", "User", "List user's share links"),
            "user().list_share_links() list_user_share_links",
        ),
        (
            ("put", "/pin", "File/Pin", "Pin to sidebar"),
            "pin().pin_to_sidebar() pin_to_sidebar",
        ),
    ]);
}

#[test]
fn a_page_in_another_script_is_named_by_method_and_path() {
    assert_names(&[
        (("get", "/v1/orders", "订单", "查询"), "orders().list() list_orders"),
        (("get", "/v1/orders/{id}", "订单", "查询"), "orders().get() get_order"),
        (("post", "/v1/orders", "订单", "创建"), "orders().create() create_order"),
        (
            ("post", "/v1/orders/{id}/cancel", "订单", "取消"),
            "orders().cancel() cancel_order",
        ),
        (
            ("put", "/v1/orders/{id}", "订单", "更新"),
            "orders().update() update_order",
        ),
        (("post", "/user/authn", "用户", "登录"), "user().authn() user_authn"),
        (
            ("post", "/api/auth/reset-password", "用户", "登录"),
            "auth().reset_password() auth_reset_password",
        ),
        (
            ("put", "/admin/users/{userId}/freeze", "管理", "冻结"),
            "admin().freeze_user() admin_freeze_user",
        ),
        (
            ("get", "/result/get/{resultId}", "结果", "获取"),
            "result().get() get_result",
        ),
        (
            ("get", "/user/export/excel", "用户", "导出"),
            "user().export_excel() user_export_excel",
        ),
        (
            ("get", "/awards/user/{userId}", "获奖", "查询"),
            "awards().get_by_user() get_award_by_user",
        ),
        (
            ("post", "/api/auth/2fa/generate", "登录", "生成"),
            "auth().generate_2fa() auth_generate_2fa",
        ),
        (
            ("post", "/api/openapi/getJsonApiFormat", "", "获取"),
            "api().get_json_api_format() get_json_api_format",
        ),
        (
            ("get", "/api.example.cn/v2/note/{{笔记 id}}", "", "查询"),
            "note().get() get_note",
        ),
        (
            ("post", "/v1/models/{model}:generateContent", "", "生成"),
            "models().generate_content() models_generate_content",
        ),
        (
            ("get", "/uploads/4d86f534-b8ca-4b29-89c8-d0477de12b15.png", "", "头像"),
            "uploads().list() list_uploads",
        ),
    ]);
}

#[test]
fn a_title_in_two_scripts_is_named_by_descriptive_english() {
    assert_names(&[
        (
            ("post", "/diary", "Diary/Ctrl", "Create - 创建日记"),
            "diary().create() create_diary",
        ),
        (
            ("delete", "/diary/{id}/like", "Diary/Action", "UnLike - 取消点赞"),
            "diary().unlike() unlike_diary",
        ),
        (
            ("post", "/gateway", "", "查询 user info"),
            "api().user_info() user_info",
        ),
        (
            ("put", "/user/me/avatar", "User/Profile", "Avatar - 修改头像"),
            "profile().update_avatar() update_profile_avatar",
        ),
        (
            ("post", "/cache/clear", "管理", "清理Redis缓存"),
            "cache().clear() cache_clear",
        ),
        (
            ("get", "/oss/presign", "OSS", "获取预签名 URL"),
            "oss().get_presign() oss_get_presign",
        ),
        (
            ("post", "/notes/search", "", "SSE 订阅"),
            "notes().search() search_notes",
        ),
    ]);
}

#[test]
fn a_title_that_is_a_path_or_a_sentence_is_not_a_name() {
    assert_names(&[
        (
            ("post", "/fal-ai/flux/inpaint", "平台", "/fal-ai/flux/inpaint"),
            "fal_ai().flux_inpaint() fal_ai_flux_inpaint",
        ),
        (
            ("get", "/v1/plans", "Plans", "https://example.com/v1/plans"),
            "plans().list() list_plans",
        ),
    ]);
    let sentence =
        "This call lists every plan that an account may book, with prices and with terms for each of the countries";
    let [name] = &named(&[("get", "/v1/plans", "Plans", sentence)])[..] else {
        panic!()
    };
    assert!(name.len() < 100, "{name}");
}

#[test]
fn additions_of_frameworks_to_ids_are_removed() {
    for (id, expected) in [
        ("getUserUsingGET_1", "users().get() get_user"),
        ("getUser_2", "users().get() get_user"),
        ("UserController_getUser", "users().get() get_user"),
        ("read_user_v1_users__id__get", "users().read() read_user"),
        ("api-12345", "users().get() get_user"),
        ("308511529", "users().get() get_user"),
        ("4d86f534b8ca4b2989c8d0477de12b15", "users().get() get_user"),
    ] {
        assert_eq!(with_id(id), expected, "{id}");
    }
}

#[test]
fn a_generic_folder_yields_to_its_parent_or_the_path() {
    assert_names(&[
        (("get", "/v1/plans", "Default module", ""), "plans().list() list_plans"),
        (("get", "/v1/plans", "默认模块", ""), "plans().list() list_plans"),
        (("get", "/v1/plans", "API", ""), "plans().list() list_plans"),
        (
            ("get", "/v1/plans", "Billing/Ctrl", ""),
            "billing().list_plans() billing_list_plans",
        ),
        (
            ("get", "/v1/plans", "user-controller", ""),
            "user().list_plans() user_list_plans",
        ),
        (
            ("get", "/v1/plans", "Types", ""),
            "types_api().list_plans() types_list_plans",
        ),
    ]);
}

#[test]
fn folders_of_one_name_are_distinguished_by_their_parents() {
    let pages = [
        ("put", "/session/authn", "Session/Passkey", "Prepare sign-in"),
        ("put", "/user/authn", "User/Passkey", "Prepare registration"),
        ("get", "/user/keys", "User/Keys", "List keys"),
    ];
    assert_eq!(
        named(&pages),
        [
            "session_passkey().prepare_sign_in() prepare_sign_in",
            "user_passkey().prepare_registration() prepare_registration",
            "keys().list() list_keys",
        ]
    );
}

#[test]
fn namesakes_are_distinguished_by_words_before_numbers() {
    let pages = [
        ("get", "/user/me", "Profile", "Info"),
        ("put", "/user/me", "Profile", "Info"),
        ("get", "/user/{id}", "Profile", "Info"),
        ("get", "/pets/{id}", "Pets", "查询"),
        ("get", "/pets/{name}/{kind}", "Pets", "查询"),
        ("get", "/pets", "Pets", "查询"),
    ];
    assert_eq!(
        named(&pages),
        [
            "profile().info_me() profile_info_me",
            "profile().update_info() update_profile_info",
            "profile().info_by_id() profile_info_by_id",
            "pets().get() get_pet",
            "pets().get_by_kind() get_pet_by_kind",
            "pets().list() list_pets",
        ]
    );
}

#[test]
fn the_namesake_of_lowest_rank_keeps_the_name() {
    let pages = [
        ("post", "/accounts", "Accounts", "Create account"),
        ("post", "/test/accounts", "Accounts", "Create test account"),
    ];
    let expected = [
        "accounts().create() create_account",
        "accounts().create_test() create_test_account",
    ];
    assert_eq!(named(&pages), expected);
}

#[test]
fn no_name_is_longer_than_forty_characters_or_a_keyword() {
    let long = "Synchronise the outstanding settlement reconciliation statements of connected accounts";
    let folder = "Outstanding Settlement Reconciliation Statements";
    let pages = [
        (
            "post",
            "/a/{id}/synchronise-outstanding-settlement-reconciliation-statements",
            "",
            "",
        ),
        ("post", "/b", folder, long),
        (
            "post",
            "/synchroniseoutstandingsettlementreconciliationstatements",
            "",
            "",
        ),
        ("post", "/jobs/{id}/move", "Jobs", "Move"),
        ("post", "/jobs/new", "Jobs", "New"),
    ];
    let names = names(&root(&pages), &Harvest::default(), &Lock::default(), &BTreeSet::new());
    for OperationName { id, resource, call, .. } in names.values() {
        for name in [id, resource, call] {
            assert!(name.len() <= 40 && syn::parse_str::<syn::Ident>(name).is_ok(), "{name}");
        }
        assert!(resource.len() <= 32 && call != "new", "{resource}.{call}");
    }
}

#[test]
fn verbs_at_the_end_of_a_path_are_methods_of_their_object() {
    for verb in [
        "answer", "decline", "promote", "restrict", "log", "hold", "hire", "upvote", "authorise", "reboot", "predict",
        "rerank",
    ] {
        let path = format!("/v1/calls/{{id}}/{verb}");
        let name = named(&[("post", &path, "", "")]);
        assert!(name[0].starts_with(&format!("calls().{verb}() ")), "{name:?}");
    }
}

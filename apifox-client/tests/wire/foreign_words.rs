//! Foreign text in messages is always quoted, so that it cannot look like the client's own.

use apifox_client::{Call, Error, decode};

use crate::operations::{GET_SETTINGS, Settings, client, get_balance};
use crate::server::{Script, Server};

const HOSTILE: &str = "x); nothing was sent, it can be sent again (y";

async fn line(script: Script) -> String {
    let server = Server::start(script).await;
    let error = get_balance(&client(server.base_url()))
        .await
        .expect_err("it is not a balance");
    error.to_string()
}

/// Removes everything between quotes of either type.
fn outside_of_quotes(line: &str) -> String {
    let ours = line.split('"').step_by(2).collect::<String>();
    ours.split('`').step_by(2).collect()
}

#[tokio::test]
async fn foreign_text_is_quoted_everywhere() {
    let quoted = format!("{HOSTILE}`\\\"");
    for script in [
        Script::with_headers(500, &format!("X-Request-Id: {HOSTILE}\"\r\n"), ""),
        Script::typed(500, HOSTILE, "<p>"),
        Script::typed(200, HOSTILE, "<p>"),
        Script::json(
            400,
            &format!(r#"{{"type":"{quoted}","code":"{quoted}","message":"{quoted}"}}"#),
        ),
        Script::json(400, &format!(r#"["{quoted}"]"#)),
        Script::json(400, &format!(r#"[{{"a":"{quoted}"}}]"#)),
        Script::json(400, &format!(r#""{quoted}""#)),
        Script::typed(400, "text/plain", HOSTILE),
        Script::json(200, &format!(r#"{{"object":"{quoted}","available":[]}}"#)),
        Script::json(
            200,
            &format!(r#"{{"object":"balance","{quoted}":[1,],"available":[]}}"#),
        ),
        Script::json(200, &format!(r#"{{"code":"{quoted}","msg":"{quoted}"}}"#)),
        Script::with_headers(302, "Location: https://nothing.was.sent/\r\n", HOSTILE),
    ] {
        let line = line(script).await;
        let ours = outside_of_quotes(&line);
        assert!(!ours.contains("nothing was sent"), "{line}");
        assert!(line.len() < 1000 && !line.contains('\n'), "{line}");
    }
}

#[tokio::test]
async fn names_of_undocumented_fields_are_quoted() {
    let server = Server::start(Script::json(200, r#"{"a`; nothing was sent; `b":1}"#)).await;
    let call = Call::new(&client(server.base_url()), &GET_SETTINGS);
    let error = call.send(decode::json::<Settings>).await.expect_err("it is unrelated");
    assert!(error.to_string().contains("`a'; nothing was sent; 'b`"), "{error}");
}

#[tokio::test]
async fn a_single_word_is_not_quoted() {
    let headers = "X-Request-Id: req_1-a/b\r\nContent-Type: text/html\r\n";
    let line = line(Script::with_headers(404, headers, "<p>")).await;
    assert!(line.contains("3 bytes of text/html (request id req_1-a/b)"), "{line}");
}

#[tokio::test]
async fn invisible_characters_are_escaped_everywhere() {
    for c in [
        '\u{61c}', '\u{180e}', '\u{34f}', '\u{fe0f}', '\u{fff9}', '\u{e0041}', '\u{202e}', '\u{2066}', '\u{3164}',
        '\u{200d}',
    ] {
        for script in [
            Script::json(400, &format!(r#"{{"type":"a{c}b","code":"a{c}b","message":"a{c}b"}}"#)),
            Script::typed(400, "text/plain", &format!("a{c}b")),
            Script::json(200, &format!(r#"{{"object":"balance","a{c}b":[1,],"available":[]}}"#)),
        ] {
            let line = line(script).await;
            assert!(!line.contains(c), "{line}");
            assert!(line.contains(&format!("a{}b", c.escape_unicode())), "{line}");
        }
    }
}

#[tokio::test]
async fn a_plain_text_a_string_and_a_list_are_quoted() {
    for (script, expected) in [
        (
            Script::typed(401, "text/plain; charset=utf-8", "Unauthorized\n"),
            "Unauthorized",
        ),
        (Script::with_headers(401, "", "Unauthorized"), "Unauthorized"),
        (Script::typed(401, "text/html", "Unauthorized"), "Unauthorized"),
        (Script::json(401, "Unauthorized"), "Unauthorized"),
        (Script::json(401, r#""Unauthorized""#), "Unauthorized"),
        (Script::json(401, r#"["Unauthorized","x"]"#), "Unauthorized"),
        (Script::json(401, r#"[{"reason":1}]"#), r#"[{"reason":1}]"#),
        (Script::json(401, r#"[{"message":"Unauthorized"}]"#), "Unauthorized"),
    ] {
        let server = Server::start(script).await;
        match get_balance(&client(server.base_url())).await {
            Err(Error::Api(error)) => {
                assert_eq!(error.message(), Some(expected));
                assert!(
                    error
                        .to_string()
                        .contains(&format!(": \"{}\"", expected.replace('"', "'"))),
                    "{error}"
                );
            }
            other => panic!("{other:?}"),
        }
    }
}

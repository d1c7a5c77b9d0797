//! Vendors' Markdown.

use serde_json::json;

use super::super::docs::{code as code_span, safe};
use super::{Use, code, has};

fn joined(text: &str) -> String {
    safe(text).join("\n")
}

#[test]
fn code_blocks_become_text_and_are_closed() {
    assert_eq!(joined("```rust\nlet x: = 1;\n```"), "```text\nlet x: = 1;\n```");
    assert_eq!(joined("~~~\nopen [x]"), "```text\nopen [x]\n```");
    assert_eq!(joined("- ```js\n  f()\n  ```\n- next"), "```text\nf()\n```\n\n- next");
    assert_eq!(joined("> ```\n> f()\n> ```"), "```text\nf()\n```");
    assert_eq!(joined("````\n```\nf()\n```\n````"), "````text\n```\nf()\n```\n````");
}

#[test]
fn indentation_does_not_start_a_code_block() {
    for text in [
        "    f()", "\tf()", ">     f()", "-      f()", "1.      f()", "a\n\n        f()", "- a\n\n          f()",
    ] {
        for line in safe(text) {
            assert!(!line.contains("    "), "{text:?} became {line:?}");
        }
    }
}

#[test]
fn brackets_are_not_links_to_items() {
    assert_eq!(
        joined("see [Foo], [a][b] and [`Foo`]"),
        "see \\[Foo\\], \\[a\\]\\[b\\] and \\[`Foo`\\]"
    );
    assert_eq!(joined("[relative](#part) ![i](x.png)"), "relative i");
    assert_eq!(joined("`[kept]` ``[`kept`]``"), "`[kept]` ``[`kept`]``");
    assert_eq!(joined("`open [x]"), "\\`open \\[x\\]");
}

#[test]
fn addresses_become_links_and_links_stay() {
    assert_eq!(
        joined("https://a.b/c?d=e. (http://x.y)"),
        "<https://a.b/c?d=e>. (<http://x.y>)"
    );
    assert_eq!(joined("见https://a.b/c。更多"), "见<https://a.b/c>。更多");
    assert_eq!(joined("<https://a.b> `https://a.b`"), "<https://a.b> `https://a.b`");
    assert_eq!(
        joined("[the docs](https://a.b/(c)) ![i](https://a.b/i.png)"),
        "[the docs](<https://a.b/(c)>) [i](<https://a.b/i.png>)"
    );
}

#[test]
fn html_is_escaped() {
    assert_eq!(joined("Vec<String> <b>x</b>"), "Vec\\<String> \\<b>x\\</b>");
    assert_eq!(joined("one<br>two<BR />three"), "one\n\ntwo\n\nthree");
    assert_eq!(joined("|a|\n|-|\n|b<br>c|"), "|a|\n|-|\n|b c|");
}

#[test]
fn reordering_and_control_characters_are_removed() {
    assert_eq!(joined("a\u{202e}b\u{2066}c\u{0}d\r\ne\u{2028}f"), "abcd\ne\nf");
}

#[test]
fn making_it_safe_twice_changes_nothing() {
    let texts = [
        "a [x] <y> https://a.b/c [l](https://a.b) `c`\n\n```rust\n[x]\n```\n- b\n    - c\n",
        "back\\[slash\\] \\ ` <br> é [é](é) ![",
        "> q\n> ```\n> f\n",
    ];
    for text in texts {
        let once = safe(text);
        assert_eq!(safe(&once.join("\n")), once);
    }
}

#[test]
fn every_character_is_allowed_anywhere() {
    let odd = [
        '[', ']', '(', ')', '<', '>', '`', '~', '\\', '!', '|', '-', '1', '.', ' ', '\t', '\n', 'h', '中', '😀',
        '\u{a0}',
    ];
    let mut state = 1_u32;
    for _ in 0..20_000 {
        let text: String = (0..8)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                odd[(state >> 16) as usize % odd.len()]
            })
            .collect();
        let once = safe(&text);
        assert_eq!(safe(&once.join("\n")).len(), once.len(), "{text:?} became {once:?}");
    }
}

#[test]
fn a_code_span_contains_any_text() {
    assert_eq!(
        ["a", "", " ", "a`b", "a\nb"].map(code_span),
        ["`a`", "\"\"", "`\" \"`", "`` a`b ``", "`a\\nb`"]
    );
}

#[test]
fn docs_are_the_texts_of_the_page_without_filler() {
    let code = code(&[
        (
            "Page",
            Use::Response,
            json!({"type": "object", "properties": {"a": {}, "b": {"description": "Of [b]."}}}),
        ),
        (
            "Send",
            Use::Request,
            json!({"type": "object", "description": "  ", "properties": {"a": {"description": "First.\nSecond."}}}),
        ),
    ]);
    has(
        &code,
        "pub struct Page { #[serde(skip_serializing_if = \"Option::is_none\")] pub a:",
    );
    has(&code, "/// Of \\[b\\].");
    has(&code, "/// First. /// Second.");
    has(&code, "/// Sets `a`: First. #[must_use]");
}

//! Every style with values of every shape, in every location that OpenAPI defines it for.

use serde_json::{Value as Json, json};

use super::{Place, Style, Value, check_path};
use crate::config_error::ConfigKind;

/// The values of OpenAPI 3.0.4, "Style Examples", undefined ones of RFC 6570
/// (section 2.3), and nested ones, which only the expanding styles can represent.
fn values() -> [Json; 12] {
    [
        json!("blue"),
        json!(""),
        json!(["blue", "black", "brown"]),
        json!([]),
        serde_json::from_str(r#"{"B":150,"G":200}"#).expect("it is JSON"),
        json!({}),
        json!([["x"], "y"]),
        json!([{"a": 1}, {"a": 2}]),
        json!({"a": {"b": 1}}),
        json!({"a": ["x", "y"]}),
        json!(null),
        json!(["blue", null, ""]),
    ]
}

/// Encodes each of [`values`]: `-` if nothing is sent, `!` with the reason if it is refused.
fn table(place: Place, style: Style) -> Vec<String> {
    values()
        .iter()
        .map(|value| match place.encode("color", style, Value::json(value)) {
            Ok(Some(text)) => text,
            Ok(None) => "-".to_owned(),
            Err(error) => {
                let message = error.to_string();
                let (_, why) = message.split_once("`color` ").expect("the parameter is named");
                format!("!{}", why.split(' ').take(2).collect::<Vec<_>>().join(" "))
            }
        })
        .collect()
}

/// A nested array or object.
const NESTED: &str = "!has a";
const EMPTY: &str = "!is empty";

#[test]
fn path_arguments_are_written_in_every_style() {
    // RFC 6570, sections 3.2.2 (simple), 3.2.5 (label), 3.2.7 (matrix).
    let simple = table(Place::Path, Style::SIMPLE);
    assert_eq!(simple[..2], ["blue", EMPTY]);
    assert_eq!(simple[2..6], ["blue,black,brown", EMPTY, "B,150,G,200", EMPTY]);
    assert_eq!(simple[6..], [NESTED, NESTED, NESTED, NESTED, EMPTY, "blue,"]);
    let exploded = table(Place::Path, Style::SIMPLE.exploded());
    assert_eq!(exploded[..2], ["blue", EMPTY]);
    assert_eq!(exploded[2..6], ["blue,black,brown", EMPTY, "B=150,G=200", EMPTY]);
    assert_eq!(exploded[6..], [NESTED, NESTED, NESTED, NESTED, EMPTY, "blue,"]);

    let label = table(Place::Path, Style::LABEL);
    assert_eq!(label[..2], [".blue", EMPTY]);
    assert_eq!(label[2..6], [".blue,black,brown", EMPTY, ".B,150,G,200", EMPTY]);
    assert_eq!(label[6..], [NESTED, NESTED, NESTED, NESTED, EMPTY, ".blue,"]);
    let exploded = table(Place::Path, Style::LABEL.exploded());
    assert_eq!(exploded[..2], [".blue", EMPTY]);
    assert_eq!(exploded[2..6], [".blue.black.brown", EMPTY, ".B=150.G=200", EMPTY]);
    assert_eq!(exploded[6..], [NESTED, NESTED, NESTED, NESTED, EMPTY, ".blue."]);

    let matrix = table(Place::Path, Style::MATRIX);
    assert_eq!(matrix[..2], [";color=blue", EMPTY]);
    assert_eq!(
        matrix[2..6],
        [";color=blue,black,brown", EMPTY, ";color=B,150,G,200", EMPTY]
    );
    assert_eq!(matrix[6..], [NESTED, NESTED, NESTED, NESTED, EMPTY, ";color=blue,"]);
    let exploded = table(Place::Path, Style::MATRIX.exploded());
    assert_eq!(exploded[..2], [";color=blue", EMPTY]);
    assert_eq!(
        exploded[2..6],
        [";color=blue;color=black;color=brown", EMPTY, ";B=150;G=200", EMPTY]
    );
    // A matrix parameter without a value has no equals sign.
    assert_eq!(
        exploded[6..],
        [NESTED, NESTED, NESTED, NESTED, EMPTY, ";color=blue;color"]
    );
}

#[test]
fn query_parameters_are_written_in_every_joined_style() {
    // RFC 6570, section 3.2.8, and OpenAPI 3.0.4, "Style Examples".
    for (style, delimiter) in [
        (Style::FORM.joined(), ","),
        (Style::SPACE_DELIMITED, "%20"),
        (Style::PIPE_DELIMITED, "%7C"),
    ] {
        let expected = [
            "color=blue", "color=", "color=blue,black,brown", "-", "color=B,150,G,200", "-", NESTED, NESTED, NESTED,
            NESTED, "-", "color=blue,",
        ]
        .map(|text| text.replace(',', delimiter));
        assert_eq!(table(Place::Query, style), expected);
        assert_eq!(table(Place::Query, style.allow_reserved()), expected);
    }
}

#[test]
fn query_parameters_are_written_in_every_exploded_style() {
    for style in [
        Style::FORM,
        Style::SPACE_DELIMITED.exploded(),
        Style::PIPE_DELIMITED.exploded(),
    ] {
        let expected = [
            "color=blue",
            "color=",
            "color=blue&color=black&color=brown",
            "-",
            "B=150&G=200",
            "-",
            // Nested arrays and objects are encoded as in form bodies.
            "color%5B0%5D=x&color=y",
            "color%5B0%5D%5Ba%5D=1&color%5B1%5D%5Ba%5D=2",
            "a%5Bb%5D=1",
            "a=x&a=y",
            "-",
            "color=blue&color=",
        ];
        assert_eq!(table(Place::Query, style), expected);
    }
    for style in [Style::DEEP_OBJECT, Style::DEEP_OBJECT.joined()] {
        let expected = [
            "color=blue",
            "color=",
            "color=blue&color=black&color=brown",
            "-",
            "color%5BB%5D=150&color%5BG%5D=200",
            "-",
            "color%5B0%5D=x&color=y",
            "color%5B0%5D%5Ba%5D=1&color%5B1%5D%5Ba%5D=2",
            "color%5Ba%5D%5Bb%5D=1",
            "color%5Ba%5D=x&color%5Ba%5D=y",
            "-",
            "color=blue&color=",
        ];
        assert_eq!(table(Place::Query, style), expected);
    }
}

#[test]
fn headers_are_written_in_the_simple_style() {
    // OpenAPI 3.0.4, "Parameter Object": `simple` is the only style of headers.
    let joined = table(Place::Header, Style::SIMPLE);
    assert_eq!(joined[..6], ["blue", "", "blue,black,brown", "-", "B,150,G,200", "-"]);
    assert_eq!(joined[6..], [NESTED, NESTED, NESTED, NESTED, "-", "blue,"]);
    let exploded = table(Place::Header, Style::SIMPLE.exploded());
    assert_eq!(exploded[..6], ["blue", "", "blue,black,brown", "-", "B=150,G=200", "-"]);
    assert_eq!(exploded[6..], [NESTED, NESTED, NESTED, NESTED, "-", "blue,"]);
}

#[test]
fn cookies_are_written_in_the_form_style() {
    let joined = table(Place::Cookie, Style::FORM.joined());
    assert_eq!(joined[..3], ["color=blue", "color=", "color=blue,black,brown"]);
    assert_eq!(joined[3..6], ["-", "color=B,150,G,200", "-"]);
    assert_eq!(joined[6..], [NESTED, NESTED, NESTED, NESTED, "-", "color=blue,"]);
    let exploded = table(Place::Cookie, Style::FORM);
    assert_eq!(exploded[..2], ["color=blue", "color="]);
    assert_eq!(
        exploded[2..6],
        ["color=blue; color=black; color=brown", "-", "B=150; G=200", "-"]
    );
    assert_eq!(
        exploded[6..],
        [
            "color[0]=x; color=y",
            "color[0][a]=1; color[1][a]=2",
            "a[b]=1",
            "a=x; a=y",
            "-",
            "color=blue; color="
        ]
    );
}

#[test]
fn a_style_is_refused_in_other_locations() {
    // OpenAPI 3.0.4, "Style Values", column `in`.
    let query = [
        Style::FORM,
        Style::SPACE_DELIMITED,
        Style::PIPE_DELIMITED,
        Style::DEEP_OBJECT,
    ];
    let path = [Style::SIMPLE, Style::LABEL, Style::MATRIX];
    for style in query.into_iter().chain(path) {
        for (place, defined) in [
            (Place::Query, query.contains(&style)),
            (Place::Path, path.contains(&style)),
            (Place::Header, style == Style::SIMPLE),
            (Place::Cookie, style == Style::FORM),
        ] {
            let encoded = place.encode("color", style, Value::scalar("blue"));
            assert_eq!(encoded.is_ok(), defined, "{style:?} in {place:?}");
        }
    }
}

#[test]
fn an_item_with_the_delimiter_is_refused() {
    for (place, style, divided) in [
        (Place::Path, Style::LABEL.exploded(), "1.5"),
        (Place::Query, Style::SPACE_DELIMITED, "a b"),
        (Place::Query, Style::PIPE_DELIMITED, "a|b"),
        (Place::Header, Style::SIMPLE, "a,b"),
        (Place::Header, Style::SIMPLE.exploded(), "a,b"),
        (Place::Cookie, Style::FORM.joined(), "a,b"),
    ] {
        for value in [json!([divided]), json!({"k": divided}), json!({divided: "v"})] {
            place
                .encode("color", style, Value::json(&value))
                .expect_err("it would be received as two");
        }
        if place != Place::Cookie {
            let alone = place.encode("color", style, Value::scalar(divided));
            alone.expect("a scalar has no delimiters");
        }
    }
}

#[test]
fn reserved_characters_cannot_act_as_delimiters() {
    let items = Value::list(["a,b;c=d.e/f&g|h i", "%2C", "余+"]);
    for (place, style, expected) in [
        (
            Place::Path,
            Style::SIMPLE,
            "a%2Cb%3Bc%3Dd.e%2Ff%26g%7Ch%20i,%252C,%E4%BD%99%2B",
        ),
        (
            Place::Path,
            Style::LABEL,
            ".a%2Cb%3Bc%3Dd.e%2Ff%26g%7Ch%20i,%252C,%E4%BD%99%2B",
        ),
        (
            Place::Path,
            Style::MATRIX.exploded(),
            ";x=a%2Cb%3Bc%3Dd.e%2Ff%26g%7Ch%20i;x=%252C;x=%E4%BD%99%2B",
        ),
        (
            Place::Query,
            Style::FORM.joined(),
            "x=a%2Cb%3Bc%3Dd.e%2Ff%26g%7Ch%20i,%252C,%E4%BD%99%2B",
        ),
        (
            Place::Query,
            Style::FORM,
            "x=a%2Cb%3Bc%3Dd.e%2Ff%26g%7Ch%20i&x=%252C&x=%E4%BD%99%2B",
        ),
        (
            Place::Query,
            Style::FORM.joined().allow_reserved(),
            "x=a%2Cb;c%3Dd.e/f%26g%7Ch%20i,%252C,%E4%BD%99%2B",
        ),
        (
            Place::Query,
            Style::FORM.allow_reserved(),
            "x=a,b;c%3Dd.e/f%26g%7Ch%20i&x=%252C&x=%E4%BD%99%2B",
        ),
    ] {
        let text = place
            .encode("x", style, items.clone())
            .expect("it can be distinguished");
        assert_eq!(text.as_deref(), Some(expected), "{style:?}");
    }
}

#[test]
fn names_are_encoded_like_values_without_reserved_characters() {
    let value = Value::json(&json!({"a&b=c": 1, "d[e]": 2}));
    let text = Place::Query.encode("x y", Style::DEEP_OBJECT.allow_reserved(), value);
    assert_eq!(
        text.expect("it can be sent").as_deref(),
        Some("x%20y%5Ba%26b%3Dc%5D=1&x%20y%5Bd%5Be%5D%5D=2")
    );
    let text = Place::Path.encode("x/y", Style::MATRIX, Value::scalar(1));
    assert_eq!(text.expect("it can be sent").as_deref(), Some(";x%2Fy=1"));
}

#[test]
fn path_arguments_that_would_change_the_path_are_refused() {
    for (style, value) in [
        (Style::SIMPLE, json!("")),
        (Style::SIMPLE, json!(".")),
        (Style::SIMPLE, json!("..")),
        (Style::SIMPLE, json!([".."])),
        (Style::SIMPLE, json!([""])),
        (Style::LABEL, json!(".")),
        (Style::LABEL, json!([""])),
        (Style::LABEL, json!(["."])),
        (Style::LABEL.exploded(), json!(["", ""])),
        (Style::LABEL.exploded(), json!("")),
        (Style::MATRIX, json!("")),
    ] {
        let error = Place::Path
            .encode("id", style, Value::json(&value))
            .expect_err("it is refused");
        assert_eq!(error.kind(), ConfigKind::Path, "{style:?} {value}");
    }
}

#[test]
fn a_path_that_leaves_its_template_is_refused() {
    for path in [
        "v1", "/v1/{id}", "/v1/..", "/v1/./x", "/v1\\..\\x", "/v1/%2e%2E/x", "/v1/.%2e", "/v1/..;a=1/x", "/v1/.;a=1",
    ] {
        check_path(path).expect_err("it is refused");
    }
    check_path("/v1/.../a.b/..a;b=..").expect("these dots have no meaning");
}

#[test]
fn cookies_cannot_inject_cookies() {
    for (name, value) in [
        ("a", "b; admin=1"),
        ("a", "b\r\nX: y"),
        ("a", "b c"),
        ("a", "\"b\""),
        ("a", "余"),
        ("a;b", "c"),
        ("a=b", "c"),
        ("", "c"),
    ] {
        let members = json!({ name: value });
        for value in [Value::json(&members), Value::list([value])] {
            let encoded = Place::Cookie.encode(name, Style::FORM, value);
            encoded.expect_err("it is refused");
        }
    }
}

#[test]
fn a_member_of_a_header_cannot_change_the_name_of_another() {
    let value = Value::json(&json!({"a=b": 1}));
    Place::Header
        .encode("x", Style::SIMPLE.exploded(), value)
        .expect_err("it would be received as `a`");
}

#[test]
fn debug_output_of_values_shows_only_their_structure() {
    for (value, shown) in [
        (Value::scalar("hunter2"), "Value(scalar)"),
        (Value::list(["hunter2"]), "Value(list)"),
        (Value::json(&json!({"hunter2": "hunter2"})), "Value(object)"),
        (Value::json(&()), "Value(null)"),
        (Value::json(&f64::NAN), "Value(refused)"),
    ] {
        assert_eq!(format!("{value:?}"), shown);
    }
}

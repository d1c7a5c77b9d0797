//! Names and texts that documents are made of, many of them traps for a generator.

pub(crate) const COMPONENT_NAMES: [&str; 36] = [
    "Money", "money", "Order", "order_", "订单", "用户 信息", "Result«List«T»»", "ResultListT", "Error", "Result",
    "Option", "String", "Vec", "Box", "Default", "Client", "Value", "Self", "type", "3ds", "a/b", "a~b", "a%b",
    "user-info", "UserInfo", "Unknown", "_", "types", "Response", "GetThingResponse", "🙂", "é", "e\u{301}", "Balance",
    "Node", "Request",
];

pub(crate) const PROPERTY_NAMES: [&str; 48] = [
    "id", "name", "code", "message", "data", "fooBar", "foo_bar", "FooBar", "type", "@type", "$", "#", "", "中文",
    "数据 2", "self", "Self", "crate", "super", "extra", "rest", "additional_properties", "created_at", ULID, "a.b",
    "a-b", "async", "try", "gen", "_", "0", "1st", "null", "unknown", "new", "default", "clone", "build", "value",
    "kind", "amount", "currency", "ß", "a\u{301}", "🙂", "as_ref", "into", "items",
];

pub(crate) const ULID: &str = "01HZX5T0A1B2C3D4E5F6G7H8JA";

pub(crate) const TEXTS: [&str; 16] = [
    "",
    "Plain text.",
    "中文说明",
    "```\nlet x = 1;\n```",
    "    indented code\n\nmore",
    "<b>bold</b> <script> a<b",
    "[link] and [`Other`] and [x](y)",
    "| a | b |\n| - | - |\n| 1 | 2 |",
    "*/ /* \" \\ \u{0} {} #",
    "ends with a backslash \\",
    "http://example.com/?a=b&c",
    "a\r\nb\tc",
    "`unclosed",
    "1. one\n  2. two\n- three",
    "\u{202e}reversed \u{200b}",
    "~~~\nunclosed fence",
];

pub(crate) const STRINGS: [&str; 22] = [
    "USD", "usd", "Usd", "a b", "a-b", "a_b", ">", "<", "", "中文", "1", "01", "Unknown", "unknown", "self", "Self",
    "*", "é", "None", "true", "🙂", "a/b",
];

use super::*;

const DECLINED: &str = r#"{"error":{"type":"card_error","code":"card_declined","message":"Your card was declined."}}"#;

/// Compression strategies of zlib for the three block types of RFC 1951.
const FIXED: &str = "1f8b0800000000000203ab564a2d2aca2f52b2aa562aa92c4855b2524a4e2c4a898708ea2825e7a7c0c55252937332f3525380c2b9a9c5c589e92099\
    c8fcd2220590b4427962b1024c899e526d2d001cead3845a000000";
const STORED: &str = "1f8b0800000000000403015a00a5ff7b226572726f72223a7b2274797065223a22636172645f6572726f72222c22636f6465223a22636172645f6465\
    636c696e6564222c226d657373616765223a22596f7572206361726420776173206465636c696e65642e227d7d1cead3845a000000";
const DYNAMIC: &str = "4dd0bb0dc3400c03d05dae76a13f256f13202952c40b18d93d768ad3d50f14099de3fd1c3b9b09c4a9b6713c3eafb18f83c6773bff18cc8c2492c6\
    e29a5c5475450dcda93939834ddc2d9be16816a20ab83607a2bb8120d368f5f2a9024da4e452ed6c9359e22eb765b8a94e76e58a5258b3baf432060142dc2ce0\
    c996128a2bd0ccd54f730245592cc799eea7fd00";

fn bytes(hex: &str) -> Vec<u8> {
    let digit = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("these are hexadecimal digits");
    (0..hex.len()).step_by(2).map(digit).collect()
}

fn decompressed(body: &[u8], limit: usize) -> (Result<(), Stop>, Vec<u8>) {
    let mut out = Vec::new();
    (gzip(body, limit, &mut out), out)
}

#[test]
fn blocks_of_every_type_are_read() {
    for body in [FIXED, STORED] {
        assert_eq!(decompressed(&bytes(body), 90), (Ok(()), DECLINED.into()));
    }
    let twice = [bytes(FIXED), bytes(STORED)].concat();
    assert_eq!(decompressed(&twice, 180), (Ok(()), DECLINED.repeat(2).into()));
    let mut out = Vec::new();
    assert_eq!(deflate(&bytes(DYNAMIC), 1000, &mut out), Ok(()));
    let text = String::from_utf8(out).expect("it was a valid string");
    assert!(text.starts_with(r#"{"id":144272509,"name":"n0"},"#) && text.ends_with(r#","name":"n109"},"#));
    assert_eq!(text.len(), 369);
}

#[test]
fn the_limit_holds() {
    assert_eq!(
        decompressed(&bytes(FIXED), 89),
        (Err(Stop::TooLarge), DECLINED[..89].into())
    );
    // A long run of a single byte.
    let bomb = [&bytes("1f8b08000000000002036360a01300")[..], &[0; 64]].concat();
    assert!(decompressed(&bomb, 50).1.len() <= 50);
}

#[test]
fn invalid_data_is_refused_anywhere() {
    for body in [FIXED, STORED] {
        let body = bytes(body);
        for at in 0..body.len() {
            assert_eq!(decompressed(&body[..at], 1000).0.is_err(), at > 0, "{at}");
            for bit in 0..8 {
                let mut body = body.clone();
                body[at] ^= 1 << bit;
                let (result, out) = decompressed(&body, 1000);
                // Fields that are not part of the data may differ: flags, time, system.
                assert!(result.is_err() || out == DECLINED.as_bytes(), "{at} {bit}");
            }
        }
    }
    let body = bytes(DYNAMIC);
    for at in 0..body.len() * 8 {
        let mut body = body.clone();
        body[at / 8] ^= 1 << (at % 8);
        let mut out = Vec::new();
        let _ = deflate(&body, 1000, &mut out);
        assert!(out.len() <= 1000);
    }
}

/// Blocks without data cost ten bits each, and the time to make the tables of their codes.
#[test]
fn blocks_without_data_are_limited() {
    let limit = 12_800;
    let empty = |blocks: usize| [[0x02, 0x08, 0x20, 0x80, 0x00].repeat(blocks / 4), vec![0x03, 0x00]].concat();
    let mut out = Vec::new();
    assert_eq!(deflate(&empty(1120), limit, &mut out), Ok(()));
    assert_eq!(deflate(&empty(1128), limit, &mut out), Err(Stop::Broken));
    let member = |blocks| [&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0][..], &empty(blocks), &[0; 8]].concat();
    assert_eq!(decompressed(&member(0).repeat(1120), limit).0, Ok(()));
    assert_eq!(decompressed(&member(0).repeat(1128), limit).0, Err(Stop::Broken));
}

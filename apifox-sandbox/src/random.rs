//! Pseudo-random numbers.

/// Returns a pseudo-random number, the same for the same seed and call number (`SplitMix64`).
pub(crate) fn drawn(seed: u64, number: u64) -> u64 {
    scrambled(scrambled(seed) ^ number)
}

fn scrambled(value: u64) -> u64 {
    let mut bits = value.wrapping_add(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

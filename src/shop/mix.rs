//! One step of SplitMix64: numbers that look random and are the same on every run.

/// A bijection that scatters neighbouring numbers.
pub(super) fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// 32 hexadecimal digits, as long as the digests that PrestaShop shows.
pub(super) fn hex32(number: u64) -> String {
    format!("{:016x}{:016x}", mix(number), mix(!number))
}

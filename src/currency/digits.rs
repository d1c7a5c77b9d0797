//! The number of decimals of each currency: the minor units of ISO 4217, list one.
//!
//! `tests/oracles` compares them with the crate `iso_currency`. That crate is not a dependency,
//! because its table takes as long to compile as all of this crate.

/// The codes, by number of decimals.
const MINOR_UNITS: [(u8, &str); 4] = [
    (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
    (
        2,
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU \
         CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IRR JMD \
         KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR \
         NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP \
         TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG ZWL",
    ),
    (3, "BHD IQD JOD KWD LYD OMR TND"),
    (4, "CLF UYW"),
];

/// Returns the decimals of a code in upper case, or `None` if ISO lists no such code, or no minor
/// unit for it.
pub(crate) fn of(code: &str) -> Option<u8> {
    let (digits, _) = MINOR_UNITS.into_iter().find(|(_, codes)| {
        codes
            .as_bytes()
            .chunks(4)
            .any(|listed| listed.get(..3) == Some(code.as_bytes()))
    })?;
    Some(digits)
}

//! The currencies of ISO 4217 as constants.

use super::Currency;

macro_rules! codes {
    ($($code:ident)*) => {
        /// The currencies that ISO 4217 gives a minor unit, in upper case.
        impl Currency {
            $(
                #[doc = concat!("`", stringify!($code), "` of ISO 4217.")]
                pub const $code: Self = Self { code: code(stringify!($code)) };
            )*
        }

        /// All of them, for the test.
        #[cfg(test)]
        const ALL: &[Currency] = &[$(Currency::$code),*];
    };
}

/// Returns the three letters of a name.
const fn code(name: &str) -> [u8; 3] {
    let letters = name.as_bytes();
    [letters[0], letters[1], letters[2]]
}

codes! {
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF
    CHW CLF CLP CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD
    HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD
    MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG
    QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD
    TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAD XAF XCD XCG XOF XPF YER ZAR ZMW ZWG ZWL
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_with_decimals_is_a_constant() {
        assert!(Currency::EUR.as_str() == "EUR" && Currency::EUR.digits() == Some(2));
        let mut codes = ALL.iter().map(Currency::as_str);
        assert!(codes.clone().is_sorted() && codes.all(|code| code.len() == 3));
        let letters = || 'A'..='Z';
        let every = letters().flat_map(|a| letters().flat_map(move |b| letters().map(move |c| format!("{a}{b}{c}"))));
        let every = every.map(|code| Currency::parse(&code).expect("three letters"));
        let listed: Vec<_> = every.filter(|code| code.digits().is_some()).collect();
        assert_eq!(ALL, listed);
    }
}

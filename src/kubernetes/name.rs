//! What Kubernetes takes as names, images and sizes. Checked here, because its own refusal comes late: for the name of a pod after
//! the Job was made, for an image when a node fetches it.

use std::fmt;
use std::str::FromStr;

use super::KubernetesError;

/// The name of an object: lower-case letters, digits and hyphens, as DNS takes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectName(String);

impl ObjectName {
    /// A label of DNS has 63 characters; a Job's pods add `-999` to its name as theirs.
    const MOST_OF_JOB: usize = 59;
    const MOST: usize = 63;
    const MOST_WITH_DOTS: usize = 253;

    /// The name of a Job, of its Service and of the other objects beside it.
    ///
    /// # Errors
    ///
    /// [`KubernetesError::Name`] when it is not a label that a Service may have, or too long for the names of pods.
    pub fn of_job(text: &str) -> Result<Self, KubernetesError> {
        if text.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(KubernetesError::Name { text: text.to_owned(), most: Self::MOST_OF_JOB });
        }
        Self::within(text, Self::MOST_OF_JOB, "")
    }

    /// The name of a namespace.
    ///
    /// # Errors
    ///
    /// [`KubernetesError::Name`] when it is not a label.
    pub fn of_namespace(text: &str) -> Result<Self, KubernetesError> {
        Self::within(text, Self::MOST, "")
    }

    /// The name of a claim to a volume, which may have dots.
    ///
    /// # Errors
    ///
    /// [`KubernetesError::Name`] when it is not a name of DNS.
    pub fn of_claim(text: &str) -> Result<Self, KubernetesError> {
        Self::within(text, Self::MOST_WITH_DOTS, ".")
    }

    fn within(text: &str, most: usize, more: &str) -> Result<Self, KubernetesError> {
        let is_alphanumeric = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let is_label = text.len() <= most
            && text.starts_with(is_alphanumeric)
            && text.ends_with(is_alphanumeric)
            && text.chars().all(|c| is_alphanumeric(c) || c == '-' || more.contains(c));
        if is_label {
            Ok(Self(text.to_owned()))
        } else {
            Err(KubernetesError::Name { text: text.to_owned(), most })
        }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ObjectName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The image that the pods run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContainerImage(String);

impl ContainerImage {
    /// The released image of this version.
    pub const RELEASED: &str = concat!("ghcr.io/promo-load/promo-load:v", env!("CARGO_PKG_VERSION"));

    /// The image's reference.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ContainerImage {
    type Err = KubernetesError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let begins = text.starts_with(|c: char| c.is_ascii_alphanumeric());
        let is_sign = |c: char| c.is_ascii_alphanumeric() || "./:@_-".contains(c);
        if begins && text.chars().all(is_sign) && !text.contains("://") {
            Ok(Self(text.to_owned()))
        } else {
            Err(KubernetesError::Image(text.to_owned()))
        }
    }
}

/// The memory of a pod, such as `2Gi`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemorySize(String);

impl MemorySize {
    /// The size as Kubernetes writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for MemorySize {
    type Err = KubernetesError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = text.strip_suffix("Mi").or_else(|| text.strip_suffix("Gi"));
        let is_number = |number: &str| {
            !number.starts_with('0')
                && number.bytes().all(|byte| byte.is_ascii_digit())
                && number.parse::<u32>().is_ok()
        };
        if number.is_some_and(is_number) {
            Ok(Self(text.to_owned()))
        } else {
            Err(KubernetesError::Memory(text.to_owned()))
        }
    }
}

/// An environment variable that pods take from a Secret.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SecretVariable(String);

impl SecretVariable {
    /// The variable's name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SecretVariable {
    type Err = KubernetesError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_sign = |c: char| c.is_ascii_alphanumeric() || c == '_';
        match text.strip_prefix("PROMO_LOAD_").or_else(|| text.strip_prefix("AWS_")) {
            Some(rest) if !rest.is_empty() && rest.chars().all(is_sign) => Ok(Self(text.to_owned())),
            _ => Err(KubernetesError::Variable(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_services_and_pods_may_have() {
        let longest = "a".repeat(59);
        for text in ["pl", "black-friday-2026", longest.as_str()] {
            assert_eq!(ObjectName::of_job(text).map(|name| name.to_string()), Ok(text.to_owned()));
        }
        let too_long = "a".repeat(60);
        for text in ["", "2026", "-a", "a-", "A", "a.b", "a_b", "é", "a b", "a\n", too_long.as_str()] {
            assert!(ObjectName::of_job(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn namespaces_and_claims_may_begin_with_a_digit() {
        let longest = "1".repeat(63);
        for text in ["2026", "load-tests", "0", longest.as_str()] {
            assert!(ObjectName::of_namespace(text).is_ok() && ObjectName::of_claim(text).is_ok(), "{text}");
        }
        let too_long = "1".repeat(64);
        for text in ["", "-", "-a", "a-", "A", "a/b", "a.b", too_long.as_str()] {
            assert!(ObjectName::of_namespace(text).is_err(), "{text:?}");
        }
        assert!(ObjectName::of_claim("runs.2026").is_ok() && ObjectName::of_claim("runs.").is_err());
    }

    #[test]
    fn an_image_is_a_reference_and_no_address() {
        let digest = format!("registry.example:5000/promo-load@sha256:{}", "0".repeat(64));
        for text in [ContainerImage::RELEASED, "promo-load", digest.as_str()] {
            assert!(text.parse::<ContainerImage>().is_ok(), "{text}");
        }
        for text in ["", " ", "a b", "https://ghcr.io/x", ":v1", "a\nb", "{{ image }}", "a\"b"] {
            assert!(text.parse::<ContainerImage>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn sizes_and_variables() {
        for text in ["512Mi", "2Gi"] {
            assert!(text.parse::<MemorySize>().is_ok(), "{text}");
        }
        for text in ["", "Gi", "0Gi", "2", "2G", "-2Gi", "2.5Gi", "99999999999Gi"] {
            assert!(text.parse::<MemorySize>().is_err(), "{text:?}");
        }
        for text in
            ["PROMO_LOAD_SECRET_VOUCHER", "PROMO_LOAD_PROXY", "PROMO_LOAD_SECRET_token_2", "AWS_REGION"]
        {
            assert!(text.parse::<SecretVariable>().is_ok(), "{text}");
        }
        for text in
            ["", "PROMO_LOAD_", "AWS_", "SECRET_X", "PROMO_LOAD_SECRET_X=1", "promo_load_x", "PROMO_LOAD_A B"]
        {
            assert!(text.parse::<SecretVariable>().is_err(), "{text:?}");
        }
    }
}

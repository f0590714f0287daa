//! Which request is hurt, and how.

use std::time::Duration;

use bytes::Bytes;
use hyper::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER, SERVER};
use hyper::{Response, StatusCode};

use super::answer::{Effort, ShopAnswer, dynamic};
use super::body::AnswerBody;
use super::config::{Fault, Faults};
use super::misbehaviour::{Hurt, Quirk};
use super::stats::ServedAs;

/// What happens to a load request.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Fate {
    /// It is answered.
    Served,
    /// It is hurt in this way.
    Hurt(Fault),
    /// It is hurt by a misbehaviour.
    Misbehaved(Hurt),
    /// It is never answered.
    Frozen,
    /// It takes the shop down.
    Death,
}

impl Fate {
    /// What a misbehaviour comes to; damage and silence are faults, however they were chosen.
    pub(super) fn misbehaved(hurt: Hurt) -> Fate {
        match hurt.quirk {
            Quirk::Damage(fault) => Fate::Hurt(fault),
            Quirk::Hang => Fate::Frozen,
            _ => Fate::Misbehaved(hurt),
        }
    }

    /// The word for it in the journal; `None` for a request that is served.
    pub(super) fn name(self) -> Option<&'static str> {
        match self {
            Fate::Served => None,
            Fate::Hurt(fault) => Some(fault.name()),
            Fate::Misbehaved(hurt) => Some(hurt.quirk.name()),
            Fate::Frozen => Some("hang"),
            Fate::Death => Some("death"),
        }
    }

    /// Whether the answer is the healthy shop's, only later or by a detour.
    pub(super) fn is_delay(self) -> bool {
        matches!(self, Fate::Misbehaved(hurt) if hurt.quirk.is_delay())
    }
}

/// Draws fates from a seeded generator.
#[derive(Debug)]
pub(super) struct Fates {
    faults: Faults,
    /// Requests to the webservice so far.
    webservice: usize,
    random: fastrand::Rng,
}

impl Fates {
    /// The same seed draws the same fates.
    pub(super) fn new(faults: Faults, seed: u64) -> Fates {
        Fates { faults, webservice: 0, random: fastrand::Rng::with_seed(seed) }
    }

    /// What hurts the next request to the webservice, if anything.
    pub(super) fn next_of_webservice(&mut self) -> Option<Fault> {
        self.webservice += 1;
        *self.faults.webservice.get(self.webservice - 1)?
    }

    /// The fate of the `number`th load request, counted from 1.
    pub(super) fn draw(&mut self, number: u64) -> Fate {
        let beyond = |limit: Option<u64>| limit.is_some_and(|limit| number > limit);
        // Drawn in any case, so that the other faults do not shift the sequence.
        let mut lot = self.random.f64();
        if beyond(self.faults.die_after_requests) {
            return Fate::Death;
        }
        if beyond(self.faults.freeze_after_requests) {
            return Fate::Frozen;
        }
        for (fault, share) in &self.faults.mix {
            if lot < *share {
                return Fate::Hurt(*fault);
            }
            lot -= share;
        }
        Fate::Served
    }
}

/// The page of a firewall that blocks every visitor, as Cloudflare's, and wants to be left alone for two minutes.
pub(super) fn challenge() -> ShopAnswer {
    const PAGE: &str = "<!DOCTYPE html><html lang=\"en-US\"><head><title>Just a moment...</title></head>\
        <body><script>window._cf_chl_opt={cType:'managed'};</script></body></html>";
    let body = AnswerBody::sized(Bytes::from_static(PAGE.as_bytes()));
    let mut response = dynamic(StatusCode::FORBIDDEN, "text/html; charset=utf-8", body);
    let headers = response.headers_mut();
    headers.insert(SERVER, HeaderValue::from_static("cloudflare"));
    headers.insert(HeaderName::from_static("cf-mitigated"), HeaderValue::from_static("challenge"));
    headers.insert(RETRY_AFTER, HeaderValue::from_static("120"));
    ShopAnswer { response, outcome: ServedAs::FaultBlocked, effort: Effort::default() }
}

/// Hurts what a good answer says, before it is packed. A page is not JSON, so it stays as it is and is not counted.
pub(super) fn garble(answer: ShopAnswer, fault: Fault) -> ShopAnswer {
    match fault {
        Fault::BadEncoding if hurts(&answer) => ShopAnswer {
            response: mislabelled(answer.response),
            outcome: ServedAs::FaultBadEncoding,
            ..answer
        },
        Fault::BadJson if is_json(&answer.response) => {
            ShopAnswer { response: noticed(answer.response), outcome: ServedAs::FaultBadJson, ..answer }
        }
        _ => answer,
    }
}

/// Hurts how an answer is sent.
pub(super) fn maim(answer: ShopAnswer, fault: Fault, slow_time: Duration) -> ShopAnswer {
    if !hurts(&answer) {
        return answer;
    }
    let ShopAnswer { response, outcome, effort } = answer;
    let (response, outcome) = match fault {
        Fault::Stall => (response.map(AnswerBody::stalled), ServedAs::FaultStalled),
        Fault::Truncate => (response.map(AnswerBody::cut), ServedAs::FaultTruncated),
        Fault::Slow => (response.map(|body| body.slow(slow_time)), ServedAs::FaultSlow),
        _ => (response, outcome),
    };
    ShopAnswer { response, outcome, effort }
}

/// Whether there is a body to hurt, which redirects have not: without one the answer stays whole and is not counted.
fn hurts(answer: &ShopAnswer) -> bool {
    answer.response.body().len() >= 2
}

/// Says that it is packed, and is not.
fn mislabelled(mut response: Response<AnswerBody>) -> Response<AnswerBody> {
    response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    response
}

/// PrestaShop sends the cart's JSON as `text/html`, so the body decides.
fn is_json(response: &Response<AnswerBody>) -> bool {
    let kind = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("application/json") || kind.starts_with("text/html"))
        && matches!(response.body().first_byte(), Some(b'{' | b'['))
}

/// With a notice in front, as PHP prints it into the JSON of a shop in debug mode.
fn noticed(response: Response<AnswerBody>) -> Response<AnswerBody> {
    const NOTICE: &[u8] =
        b"<br />\n<b>Notice</b>:  Undefined index: gift in <b>/var/www/html/classes/Cart.php</b> on line <b>813</b><br />\n";
    response.map(|body| AnswerBody::chunked(vec![Bytes::from_static(NOTICE), Bytes::from(body.joined())]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rate_is_a_share() {
        let of = |mix: Vec<(Fault, f64)>, fault| {
            let mut fates = Fates::new(Faults { mix, ..Faults::default() }, 7);
            (1..=10_000).filter(|number| fates.draw(*number) == Fate::Hurt(fault)).count()
        };
        for (share, least, most) in [(0.0, 0, 0), (0.1, 800, 1200), (1.0, 10_000, 10_000)] {
            let errors = of(vec![(Fault::Error, share)], Fault::Error);
            assert!((least..=most).contains(&errors), "{errors} at {share}");
        }
        // Beside each other: none takes from another's share.
        let mix: Vec<(Fault, f64)> = Fault::ALL.into_iter().map(|fault| (fault, 0.1)).collect();
        for fault in Fault::ALL {
            let hurt = of(mix.clone(), fault);
            assert!((800..=1200).contains(&hurt), "{hurt} of {fault:?}");
        }
    }

    #[test]
    fn limits_are_the_last_request_that_is_served() {
        let faults =
            Faults { freeze_after_requests: Some(2), die_after_requests: Some(4), ..Faults::default() };
        let mut fates = Fates::new(faults, 0);
        let drawn: Vec<_> = (1..=5).map(|number| fates.draw(number)).collect();
        assert_eq!(drawn, [Fate::Served, Fate::Served, Fate::Frozen, Fate::Frozen, Fate::Death]);
    }
}

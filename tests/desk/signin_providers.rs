//! Sign-in with GitHub and with a provider of OpenID Connect, both of them fakes on the loopback.

use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD as BASE64};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use url::Url;

use crate::client::{OpenDesk, Reply, bearer, command, open_by, short};
use crate::signin::{Browser, values};
use crate::support::answering::{Answering, Asked, answer};
use crate::support::{Place, promotion, shop};

const SECRET: &str = "s3cret of: the client";

fn as_json(value: &Value) -> Vec<u8> {
    answer("200 OK", "content-type: application/json\r\n", value.to_string().as_bytes())
}

fn refused() -> Vec<u8> {
    answer("400 Bad Request", "content-type: application/json\r\n", b"{\"error\":\"invalid_grant\"}")
}

/// The fields of a form or a query.
fn field(text: &str, name: &str) -> Option<String> {
    url::form_urlencoded::parse(text.as_bytes())
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.into_owned())
}

/// Whether a form redeems the code that was given for this challenge.
fn redeems(asked: &Asked) -> Option<String> {
    let code = field(&asked.body, "code")?;
    let (nonce, challenge) = code.split_once('.')?;
    let verifier = field(&asked.body, "code_verifier")?;
    (BASE64.encode(Sha256::digest(verifier)) == challenge).then(|| nonce.to_owned())
}

/// A provider of OpenID Connect whose key is made for the test. What its ID tokens say is changed at will.
struct OwnProvider {
    server: Answering,
    claims: Arc<Mutex<Value>>,
}

impl OwnProvider {
    fn open() -> Self {
        let random = SystemRandom::new();
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, made.as_ref(), &random).unwrap();
        let claims = Arc::new(Mutex::new(json!({})));
        let changed = Arc::clone(&claims);
        let server = Answering::by(move |asked| {
            let base = format!("http://{}", asked.header("host").unwrap());
            match asked.path() {
                "/.well-known/openid-configuration" => as_json(&json!({
                    "issuer": base, "authorization_endpoint": format!("{base}/authorize"),
                    "token_endpoint": format!("{base}/token"), "jwks_uri": format!("{base}/keys"),
                })),
                "/keys" => {
                    let point = key.public_key().as_ref();
                    let (x, y) = (BASE64.encode(&point[1..33]), BASE64.encode(&point[33..]));
                    as_json(&json!({ "keys": [{ "kty": "EC", "crv": "P-256", "kid": "k", "x": x, "y": y }] }))
                }
                "/token" => {
                    let basic = format!("Basic {}", STANDARD.encode("desk:s3cret+of%3A+the+client"));
                    let Some(nonce) =
                        redeems(asked).filter(|_| asked.header("authorization") == Some(&basic))
                    else {
                        return refused();
                    };
                    let now = jiff::Timestamp::now().as_second();
                    let mut claims =
                        json!({ "iss": base, "aud": "desk", "sub": "7", "nonce": nonce, "exp": now + 60 });
                    claims
                        .as_object_mut()
                        .unwrap()
                        .extend(changed.lock().unwrap().as_object().unwrap().clone());
                    let header = BASE64.encode(json!({ "alg": "ES256", "kid": "k" }).to_string());
                    let message = format!("{header}.{}", BASE64.encode(claims.to_string()));
                    let signed = key.sign(&random, message.as_bytes()).unwrap();
                    as_json(
                        &json!({ "id_token": format!("{message}.{}", BASE64.encode(signed)), "access_token": "a" }),
                    )
                }
                _ => answer("404 Not Found", "", b""),
            }
        });
        Self { server, claims }
    }

    fn says(&self, claims: Value) {
        *self.claims.lock().unwrap() = claims;
    }

    fn config(&self) -> String {
        format!(
            "schema = 1\n[desk.sign_in.own]\nkind = 'oidc'\nclient_id = 'desk'\nissuer = '{}'\nscopes = ['groups']\n\
             [[desk.role]]\nscope = 'run'\ndomain = 'shop.example'\n[[desk.role]]\nscope = 'admin'\ngroup = 'ops'\n",
            self.server.base
        )
    }
}

fn open_with<'a>(place: &'a Place, name: &str, config: &str) -> OpenDesk<'a> {
    place.write("promo-load.toml", config);
    open_by(place, command(place).env(format!("PROMO_LOAD_SIGN_IN_{name}"), SECRET))
}

/// What a provider gets from the browser, and the path to which it leads it back when the person agrees.
fn agree(there: &Reply) -> (Url, String) {
    assert_eq!(there.status, 303, "{there:?}");
    let page = Url::parse(&values(&there.raw_head, "location")[0]).unwrap();
    let query = page.query().unwrap().to_owned();
    let asked = |name| field(&query, name).unwrap_or_default();
    assert_eq!((asked("response_type").as_str(), asked("code_challenge_method").as_str()), ("code", "S256"));
    let back = Url::parse(&asked("redirect_uri")).unwrap();
    let code = format!("{}.{}", asked("nonce"), asked("code_challenge"));
    (page, format!("{}?code={code}&state={}", back.path(), asked("state")))
}

#[test]
fn a_provider_of_openid_connect_signs_a_person_in() {
    let (place, provider) = (Place::new(), OwnProvider::open());
    let desk = open_with(&place, "OWN", &provider.config());
    let mut browser = Browser::new(&desk);
    assert!(
        browser.send("GET /sign-in?next=/runs", &[], "").body.contains("sign-in&#x2f;own?next=%2Fruns\"")
    );
    provider.says(json!({ "email": "Ada@shop.example", "email_verified": true }));
    let (page, back) = agree(&browser.send("GET /sign-in/own?next=/runs", &[], ""));
    assert!(page.as_str().starts_with(&provider.server.url("/authorize?")), "{page}");
    assert_eq!(field(page.query().unwrap(), "scope").as_deref(), Some("openid email profile groups"));
    assert!(!page.as_str().contains("s3cret"));
    let signed_in = browser.send(&format!("GET {back}"), &[], "");
    assert_eq!(
        (signed_in.status, values(&signed_in.raw_head, "location")),
        (303, vec!["/runs".to_owned()]),
        "{signed_in:?}"
    );
    assert!(browser.send("GET /sign-in", &[], "").body.contains("signed in as ada@shop.example"));
    browser.send("GET /api/v1/audit", &[], "").problem(403);
    // The same address again: its sign-in is over.
    let again = browser.send(&format!("GET {back}"), &[], "");
    assert!(again.status == 403 && again.body.contains("another browser"), "{again:?}");
    let audit = desk.ask("GET /api/v1/audit").assert(200);
    assert_eq!(
        (&audit["items"][0]["action"], &audit["items"][0]["detail"]["way"]),
        (&json!("session.open"), &json!("own"))
    );
    // An account keeps its person when its address changes, and gets what the rules give it now.
    provider.says(json!({ "email": "other@shop.example", "email_verified": true, "groups": ["x", "ops"] }));
    let mut later = Browser::new(&desk);
    let (_, back) = agree(&later.send("GET /sign-in/own", &[], ""));
    later.send(&format!("GET {back}"), &[], "");
    assert!(later.send("GET /sign-in", &[], "").body.contains("signed in as ada@shop.example"));
    later.send("GET /api/v1/audit", &[], "").assert(200);
}

#[test]
fn what_a_provider_does_not_prove_opens_no_session() {
    let (place, provider) = (Place::new(), OwnProvider::open());
    let desk = open_with(&place, "OWN", &provider.config());
    let verified = json!({ "email": "ada@shop.example", "email_verified": true });
    let with = |more: Value| {
        let mut claims = verified.clone();
        claims.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        claims
    };
    for (claims, status, said) in [
        (json!({ "email": "ada@shop.example" }), 403, "127.0.0.1&#x2f;7 may not use this desk"),
        (json!({ "email": "ada@other.example", "email_verified": true }), 403, "ada@other.example may not"),
        (with(json!({ "iss": "https://other.example" })), 502, "ID token cannot be used"),
        (with(json!({ "aud": "another client" })), 502, "ID token cannot be used"),
        (with(json!({ "nonce": "of another sign-in" })), 502, "ID token cannot be used"),
        (with(json!({ "exp": 1_000_000_000 })), 502, "ID token cannot be used"),
    ] {
        provider.says(claims.clone());
        let mut browser = Browser::new(&desk);
        let (_, back) = agree(&browser.send("GET /sign-in/own", &[], ""));
        let refused = browser.send(&format!("GET {back}"), &[], "");
        assert!(refused.status == status && refused.body.contains(said), "{claims}: {refused:?}");
        assert_eq!(browser.cookies, [""; 0]);
    }
    let audit = desk.ask("GET /api/v1/audit").assert(200);
    assert_eq!(audit["items"][0]["action"], "session.refuse");
    // A sign-in that another browser began, one whose code was changed, and one that the person refused.
    provider.says(verified);
    let (mut one, mut other) = (Browser::new(&desk), Browser::new(&desk));
    let (_, of_one) = agree(&one.send("GET /sign-in/own", &[], ""));
    let (_, of_other) = agree(&other.send("GET /sign-in/own", &[], ""));
    assert_eq!(one.send(&format!("GET {of_other}"), &[], "").status, 403);
    assert_eq!(Browser::new(&desk).send(&format!("GET {of_one}"), &[], "").status, 403);
    let state = |back: &str| back.split("&state=").nth(1).unwrap().to_owned();
    let code = of_one.split("code=").nth(1).unwrap().split('&').next().unwrap();
    // The code of one, injected into the sign-in of the other: its verifier does not fit.
    let injected =
        other.send(&format!("GET /sign-in/own/back?code={code}&state={}", state(&of_other)), &[], "");
    assert_eq!(injected.status, 502, "{injected:?}");
    for more in ["error=access_denied", "code=x&iss=https://other.example"] {
        let mut browser = Browser::new(&desk);
        let (_, back) = agree(&browser.send("GET /sign-in/own", &[], ""));
        let refused = browser.send(&format!("GET /sign-in/own/back?{more}&state={}", state(&back)), &[], "");
        assert!(refused.status == 403 && refused.body.contains("did not sign you in"), "{refused:?}");
    }
    assert_eq!(desk.send("GET /sign-in/nobody", &[], "").status, 404);
    // The secret goes to the provider alone, and not to a run.
    assert!(!place.read("stdout").contains("s3cret") && !place.read("stderr").contains("s3cret"));
}

/// GitHub, with one person.
fn hub() -> Answering {
    Answering::by(|asked| match (asked.path(), asked.header("authorization")) {
        ("/login/oauth/access_token", _) => {
            let is_ours = field(&asked.body, "client_secret").as_deref() == Some(SECRET)
                && field(&asked.body, "client_id").as_deref() == Some("Iv1.desk");
            if is_ours && redeems(asked).is_some() {
                as_json(&json!({ "access_token": "gho_x" }))
            } else {
                refused()
            }
        }
        (path, Some("Bearer gho_x")) => match path {
            "/api/v3/user" => as_json(&json!({ "id": 583_231, "login": "ada" })),
            "/api/v3/user/emails" => as_json(&json!([
                { "email": "eve@shop.example", "primary": false, "verified": true },
                { "email": "ada@shop.example", "primary": true, "verified": false },
            ])),
            "/api/v3/user/memberships/orgs/invited" => as_json(&json!({ "state": "pending" })),
            "/api/v3/orgs/shop/teams/load/memberships/ada" => as_json(&json!({ "state": "active" })),
            _ => answer("404 Not Found", "", b"{}"),
        },
        _ => answer("401 Unauthorized", "", b"{}"),
    })
}

#[test]
fn github_signs_a_person_in_by_their_team() {
    let (place, hub) = (Place::new(), hub());
    let config = |role: &str| {
        format!(
            "schema = 1\n[desk.sign_in.hub]\nkind = 'github'\nclient_id = 'Iv1.desk'\nweb = '{}'\napi = '{}'\n{role}",
            hub.url("/"),
            hub.url("/api/v3/")
        )
    };
    let role = "[[desk.role]]\nscope = 'run'\norg = 'shop/load'\n[[desk.role]]\nscope = 'admin'\norg = 'invited'\n\
                [[desk.role]]\nscope = 'admin'\nemail = 'ada@shop.example'\n";
    let desk = open_with(&place, "HUB", &config(role));
    let mut browser = Browser::new(&desk);
    assert!(browser.send("GET /sign-in", &[], "").body.contains("Sign in with GitHub"));
    let (page, back) = agree(&browser.send("GET /sign-in/hub", &[], ""));
    assert_eq!(page.path(), "/login/oauth/authorize");
    assert_eq!(field(page.query().unwrap(), "scope").as_deref(), Some("read:user user:email read:org"));
    assert_eq!(browser.send(&format!("GET {back}"), &[], "").status, 303);
    // The address is not verified, so it is neither the person's name nor an admin's.
    let page = browser.send("GET /sign-in", &[], "").body;
    assert!(page.contains("signed in as 127.0.0.1/ada") || page.contains("127.0.0.1&#x2f;ada"), "{page}");
    browser.send("GET /api/v1/runs", &[], "").assert(200);
    browser.send("GET /api/v1/audit", &[], "").problem(403);
}

#[test]
fn a_person_is_one_whatever_way_they_come() {
    let (place, provider, shop) = (Place::new(), OwnProvider::open(), shop());
    let desk = open_with(&place, "OWN", &provider.config());
    let decision = json!({ "environment": "prod", "private": true });
    desk.tell("PUT /api/v1/targets/127.0.0.1", &decision).assert(200);
    let by_token = desk.token("Ada@shop.example", "run");
    let asked = json!({ "url": promotion(&shop), "options": short() });
    let run = desk.tell_as(&by_token, "POST /api/v1/runs", &asked).assert(201);
    let sign_in = |claims: Value| {
        provider.says(claims);
        let mut browser = Browser::new(&desk);
        let (_, back) = agree(&browser.send("GET /sign-in/own", &[], ""));
        browser.send(&format!("GET {back}"), &[], "");
        browser
    };
    let approve = |browser: &mut Browser<'_>| {
        let csrf = format!("X-CSRF-Token: {}", browser.csrf());
        browser.send(&format!("POST /api/v1/runs/{}/approve", run["id"]), &[&csrf], "")
    };
    let mut ada = sign_in(json!({ "sub": "1", "email": "ada@shop.example", "email_verified": true }));
    assert!(approve(&mut ada).problem(403).contains("second person"));
    // The same account under another address is the same person.
    let mut renamed = sign_in(json!({ "sub": "1", "email": "bob@shop.example", "email_verified": true }));
    assert!(approve(&mut renamed).problem(403).contains("second person"));
    assert_eq!(shop.stats().requests, 0);
    let mut carl = sign_in(json!({ "sub": "2", "email": "carl@shop.example", "email_verified": true }));
    assert_eq!(approve(&mut carl).assert(200)["approved_by"], "carl@shop.example");
    let read = desk.token("eve", "read");
    desk.send("POST /api/v1/runs", &[bearer(&read)], "{}").problem(403);
}

#[test]
fn a_desk_whose_sign_in_cannot_work_does_not_open() {
    let place = Place::new();
    let own = "[desk.sign_in.own]\nkind = 'oidc'\nclient_id = 'desk'\nissuer = 'https://login.example'\n";
    place.write("promo-load.toml", &format!("schema = 1\n{own}"));
    let refused = place.start(&mut command(&place)).wait();
    assert!(refused.assert_code(2).problem().contains("PROMO_LOAD_SIGN_IN_OWN"));
    let listen = ["--listen", "0.0.0.0:0", "--behind-proxy"];
    let mut open = place.command(crate::support::BINARY);
    open.args(["serve", "--data"]).arg(place.path("data")).args(listen).env("PROMO_LOAD_SIGN_IN_OWN", "x");
    assert!(place.start(&mut open).wait().problem().contains("--public-url"));
}

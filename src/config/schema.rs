//! `config.schema.json`: the JSON Schema of promo-load.toml, made from the types that read it.

use schemars::{Schema, SchemaGenerator, json_schema};

use super::{ConfigFile, JSON_SCHEMA, SCHEMA, SCHEMA_ADDRESS};
use crate::units::schema::{Validator, assert_committed, json_of, of_toml, one_of, text};
use crate::words::Lang;

pub(super) fn intensity(_: &mut SchemaGenerator) -> Schema {
    one_of(&["smoke", "light", "medium", "heavy"])
}

pub(super) fn environment(_: &mut SchemaGenerator) -> Schema {
    one_of(&["local", "preprod", "prod"])
}

pub(super) fn lang(_: &mut SchemaGenerator) -> Schema {
    one_of(&Lang::ALL.map(Lang::code))
}

pub(super) fn proxy(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "minLength": 1 })
}

pub(super) fn time_zone(_: &mut SchemaGenerator) -> Schema {
    text(".", &["Europe/Paris"])
}

/// A date of TOML, which validators get as a text.
pub(super) fn date(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "format": "date" })
}

pub(super) fn headers(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "object", "additionalProperties": { "type": "string" } })
}

/// Rewrites the file when PROMO_LOAD_WRITE_SCHEMA is set.
#[test]
fn the_schema_is_that_of_the_types() {
    let text = of_toml::<ConfigFile>("promo-load.toml", SCHEMA_ADDRESS);
    assert_committed(&text, JSON_SCHEMA, "src/config/config.schema.json", "config::schema");
}

/// Each key of the file.
const EVERYTHING: &str = "schema = 1\n[defaults]\nmode = 'full'\nintensity = 'light'\nvus = 5\nduration = '5s'\n\
    think_time = '1s..2s'\nuser_agent = 'x'\nenv = 'prod'\nmax_rps = 5\nseed = 7\nout = 'runs'\nlang = 'fr'\n\
    expect_shoppers = 9\ncontrol = '127.0.0.1:6565'\nproxy = 'http://proxy.example'\ncacert = ['own.pem']\n\
    [host.'*.shop.example']\nenvironment = 'prod'\ntime_zone = 'Europe/Paris'\nhours = ['03:00-06:00']\n\
    cdn_allowlisted = true\nallow_full = true\nmax_requests_per_second = 5\nmax_vus = 5\nconfirmed_by = 'Ada'\n\
    confirmed_on = 2026-11-20\nwebservice_key = 'x'\nheaders = { X-Door = 'x' }\n\
    [desk.limits]\nrequests_per_second = 5\nwrong_tokens_per_minute = 5\n\
    [desk.sign_in.hub]\nkind = 'github'\nclient_id = 'x'\nweb = 'https://hub.example/'\napi = 'https://hub.example/api/v3/'\n\
    [desk.sign_in.own]\nkind = 'oidc'\nclient_id = 'x'\nissuer = 'https://own.example/'\nscopes = ['groups']\n\
    groups_claim = 'groups'\n[[desk.role]]\nscope = 'run'\nprovider = 'own'\nemail = 'a@shop.example'\n\
    domain = 'shop.example'\norg = 'shop'\ngroup = 'shop'\n";

#[test]
fn what_is_read_is_valid() {
    let is_read = |file: toml::Value| file.try_into::<ConfigFile>().is_ok_and(|file| file.schema == SCHEMA);
    let validator = Validator::new(JSON_SCHEMA);
    assert_eq!(validator.validate(&json_of(EVERYTHING)), Ok(()));
    validator.assert_takes_what_is_read(EVERYTHING, is_read);
}

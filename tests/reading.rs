//! Reading shops: pages, the webservice, the demo shop, and the scenarios that are made of them.
//!
//! One program for all of them: each program more costs a link and the shared helpers once more.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot set its stage has failed")]

mod amounts;
mod captured_webservice;
#[path = "captures/main.rs"]
mod captures;
mod compiled_scenarios;
mod documentation;
mod ends;
mod inspect;
mod pages;
mod platform;
mod presta_carts;
mod presta_old;
mod price_words;
mod promised;
#[path = "recordings/main.rs"]
mod recordings;
mod scenarios;
mod sets;
#[path = "shop/main.rs"]
mod shop;
mod shops;
mod support;
mod themes;
mod told;
#[path = "vouchers/main.rs"]
mod vouchers;
mod webservice;
mod whose_price;
mod woo_carts;

//! A WooCommerce shop: WooCommerce 10.3 on WordPress, with a classic theme or one of blocks.
//!
//! Both ways to a cart lead into one session: the forms and scripts of the classic theme (`forms`, `ajax`) and the Store API
//! (`store`, `store_api`, `batch`). What goes silently wrong in WooCommerce goes silently wrong here: a quantity of 0 adds
//! one, an unknown product is not worth a word, a coupon before the first product is lost, and of two requests of one visitor
//! at once the later write wins.
//!
//! Deliberately not here: accounts, taxes, reviews, the back office, and the scripts of a browser.

mod address;
mod ajax;
mod basket;
mod batch;
mod bill;
mod content;
mod coupons;
mod desk;
mod effort;
mod exchange;
mod files;
mod forms;
mod goods;
mod kind;
mod money;
mod multipart;
mod orders;
mod pages;
mod refusal;
mod seals;
mod session;
mod sheet;
mod shelves;
mod special;
mod store;
mod store_api;
mod store_json;
mod trouble;
mod visit;
mod words;

pub(super) use desk::{WooDesk, promotion_path};
pub(super) use session::WooSessions;

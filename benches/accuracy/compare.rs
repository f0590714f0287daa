//! Whether `compare` is right where the truth is known: pairs of runs against the demo shop that are alike, and pairs whose
//! second shop takes 15 % longer for each page. Loopback only; takes seven minutes:
//!
//! `cargo run --release --example compare-accuracy`, or with a number of pairs: `… -- 2`.

#![allow(clippy::print_stdout, reason = "a program that prints a table")]

use std::error::Error;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use promo_load::grade::compare::{Change, Compared, Differences};
use promo_load::plan::{Environment, Limits, Overrides, Plan};
use promo_load::report::compare::Comparison;
use promo_load::report::{Inputs, LoadLine, PageLine, RunRecord};
use promo_load::run::{Run, RunSettings, machine};
use promo_load::scenario::{Executor, Journey, Load, Mode, Scenario, Step, ThinkTime};
use promo_load::shop::{CostModel, Shop, ShopConfig};

const PAIRS: u32 = 10;
const VUS: u32 = 20;
const DURATION: Duration = Duration::from_secs(13);
const PAGE: Duration = Duration::from_millis(20);
const SLOWER: Duration = Duration::from_millis(23);
/// Enough that most pages find a free one, and some wait.
const WORKERS: usize = 6;
/// A machine that is busy otherwise makes runs inconclusive; these are repeated so often.
const ATTEMPTS: u32 = 3;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let pairs = std::env::args().nth(1).map_or(Ok(PAIRS), |text| text.parse())?;
    println!("pair  second shop   p95 of all pages, its interval             failures   called");
    let (mut wrong, mut missed) = (0, 0);
    for pair in 0..pairs {
        let baseline = run(PAGE, 3 * pair)?;
        for (number, name, page) in [(1, "alike", PAGE), (2, "15 % slower", SLOWER)] {
            let comparison = Comparison::of(&baseline, &run(page, 3 * pair + number)?, &[], false)?;
            println!("{:4}  {name:12}  {}", pair + 1, line(&comparison.differences, comparison.regression));
            match (page == SLOWER, comparison.regression) {
                (false, true) => wrong += 1,
                (true, false) => missed += 1,
                _ => {}
            }
        }
    }
    println!("alike: {wrong} of {pairs} called a regression; 15 % slower: {missed} of {pairs} not called");
    Ok(if wrong * 10 <= pairs && missed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The numbers of all pages that decide.
fn line(differences: &Differences, regression: bool) -> String {
    let change = |statistic| {
        let mut deciding = differences.deciding().filter(|(step, _)| step.is_none());
        deciding.find(|(_, difference)| difference.statistic == statistic).and_then(|(_, found)| found.change)
    };
    let show = |change: Change| {
        let percent = |share: f64| format!("{:+5.1} %", share * 100.0);
        format!(
            "{} ({} … {})",
            percent(change.by),
            percent(change.interval.low),
            percent(change.interval.high)
        )
    };
    let p95 = change(Compared::P95).map_or_else(|| "too short to tell".to_owned(), show);
    let failures = change(Compared::Failures).map_or(f64::NAN, |change| change.by * 100.0);
    format!("{p95:42} {failures:+.2} pt   {}", if regression { "regression" } else { "-" })
}

/// A run that can be judged.
fn run(page: Duration, seed: u32) -> Result<RunRecord, Box<dyn Error>> {
    for _ in 1..ATTEMPTS {
        let record = attempt(page, seed)?;
        match &record.verdict.inconclusive {
            None => return Ok(record),
            Some(reason) => println!("      repeated: {reason}"),
        }
    }
    attempt(page, seed)
}

fn attempt(page: Duration, seed: u32) -> Result<RunRecord, Box<dyn Error>> {
    let cost = CostModel { workers: WORKERS, page, ..CostModel::default() };
    let config = ShopConfig { cost, ..ShopConfig::default() };
    let shop = Shop::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), config)?;
    let plan = plan(&shop, u64::from(seed) + 1)?;
    let executor = plan.describe_load();
    let target = shop.base_url().parse()?;
    let finished = Run::new(Arc::new(plan), RunSettings::default()).go(&mut |_| ())?;
    Ok(RunRecord::new(Inputs {
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        run_id: format!("{page:?}-{seed}"),
        started: jiff::Timestamp::now(),
        target: &target,
        page: PageLine { title: "accuracy".to_owned(), kind: "scenario".to_owned() },
        environment: Environment::Local.to_string(),
        mode: Mode::ReadOnly.to_string(),
        load: LoadLine { scenario: "accuracy".to_owned(), executor, planned_s: None, http_version: None },
        methods: Vec::new(),
        promotions: Vec::new(),
        promotion_checks: Vec::new(),
        summary: &finished.summary,
        thresholds: Vec::new(),
        ending: finished.ending,
        generator: finished.health,
        machine: machine(),
        notes: Vec::new(),
    })?)
}

fn plan(shop: &Shop, seed: u64) -> Result<Plan, Box<dyn Error>> {
    let think_time = ThinkTime::between(Duration::from_millis(50), Duration::from_millis(150));
    let step = |name: &str, path: &str| Step {
        name: name.to_owned(),
        path: path.to_owned(),
        think_time,
        ..Step::default()
    };
    let mut scenario = Scenario::new("accuracy".to_owned(), shop.base_url().parse()?, Mode::ReadOnly);
    let steps = vec![step("product_page", shop.promotion_path()), step("home_page", "/en/")];
    scenario.journeys = vec![Journey { name: "look".to_owned(), weight: 1, steps }];
    scenario.loads =
        vec![Load { vus: Some(VUS), duration: Some(DURATION), ..Load::new(Executor::ConstantVus) }];
    let limits = Limits::new(Environment::Local, jiff::Zoned::now(), None, false);
    Ok(Plan::new(scenario, Overrides { seed, ..Overrides::default() }, limits)?)
}

//! Whole-request tests: what Braintree receives, byte for byte, and every sentence that people read.

mod errors;
mod plans;
mod reads;
mod runs;
mod secrets;
mod targets;

use wiremock::ResponseTemplate;

use super::Braintree;
use crate::testing::golden::Golden;

const CUSTOMER: &str = "GET /merchants/k7vq2c9xj4m8w3tz/customers/cust_81";
const SEARCH: &str = "POST /merchants/k7vq2c9xj4m8w3tz/customers/advanced_search_ids";
const PLANS: &str = "GET /merchants/k7vq2c9xj4m8w3tz/plans";
const ADD_ONS: &str = "GET /merchants/k7vq2c9xj4m8w3tz/add_ons";
const DISCOUNTS: &str = "GET /merchants/k7vq2c9xj4m8w3tz/discounts";
const CREATE: &str = "POST /merchants/k7vq2c9xj4m8w3tz/subscriptions";
const UPDATE: &str = "PUT /merchants/k7vq2c9xj4m8w3tz/subscriptions/sub_1";
const READ: &str = "GET /merchants/k7vq2c9xj4m8w3tz/subscriptions/sub_1";
/// What the fixed ids of the tests make of a new subscription's.
const NEW: &str = "00000000000000000000000000000001";

const SETTINGS: &[(&str, &str)] = &[
    ("merchant_id", "k7vq2c9xj4m8w3tz"),
    ("public_key", "9wdhy6pbx2nqrs5f"),
    ("environment", "sandbox"),
];
const BY_ID: &[(&str, &str)] = &[("braintree_id", "cust_81")];
const BY_EMAIL: &[(&str, &str)] = &[("email_address", "ada@example.com")];
const GOLD: &[(&str, &str)] = &[("plan_id", "gold_monthly")];
const SAVE: &[(&str, &str)] = &[("discount_id", "save20")];

async fn golden() -> Golden {
    Golden::new(&Braintree, SETTINGS).await
}

fn read_new() -> String {
    format!("GET /merchants/k7vq2c9xj4m8w3tz/subscriptions/{NEW}")
}

trait Answers {
    /// Next, the request is answered by an XML document.
    fn xml(&self, line: &str, status: u16, body: &str) -> &Self;
}

impl Answers for Golden {
    fn xml(&self, line: &str, status: u16, body: &str) -> &Self {
        let reply =
            ResponseTemplate::new(status).set_body_raw(body, "application/xml; charset=utf-8");
        self.vendor.reply(line, reply);
        self
    }
}

// What Braintree answers.

fn customer(methods: &str) -> String {
    format!(
        "<customer><id>cust_81</id><merchant-id>k7vq2c9xj4m8w3tz</merchant-id><first-name>Ada</first-name>\
         <last-name>Lovelace</last-name><company nil=\"true\"/><email>ada@example.com</email>\
         <addresses type=\"array\"><address><id>aa</id></address></addresses>{methods}</customer>"
    )
}

fn card(token: &str, default: bool, subscriptions: &str) -> String {
    format!(
        "<credit-cards type=\"array\"><credit-card><token>{token}</token><card-type>Visa</card-type><last-4>1111</last-4>\
         <default type=\"boolean\">{default}</default><expired type=\"boolean\">false</expired>\
         <subscriptions type=\"array\">{subscriptions}</subscriptions></credit-card></credit-cards>"
    )
}

fn paypal(token: &str, default: bool, subscriptions: &str) -> String {
    format!(
        "<paypal-accounts type=\"array\"><paypal-account><token>{token}</token><email>ada@example.com</email>\
         <default type=\"boolean\">{default}</default>\
         <subscriptions type=\"array\">{subscriptions}</subscriptions></paypal-account></paypal-accounts>"
    )
}

fn subscription(id: &str, plan: &str, status: &str, discounts: &str) -> String {
    format!(
        "<subscription><id>{id}</id><plan-id>{plan}</plan-id><status>{status}</status><price>12.00</price>\
         <balance>0.00</balance><next-billing-date type=\"date\">2026-12-21</next-billing-date>\
         <next-billing-period-amount>12.00</next-billing-period-amount>\
         <paid-through-date type=\"date\">2026-12-20</paid-through-date><payment-method-token>pm_5k2</payment-method-token>\
         <discounts type=\"array\">{discounts}</discounts><add-ons type=\"array\"/><transactions type=\"array\">\
         <transaction><id>tx_1</id><status>submitted_for_settlement</status></transaction></transactions></subscription>"
    )
}

fn discount(id: &str) -> String {
    format!(
        "<discount><id>{id}</id><merchant-id>k7vq2c9xj4m8w3tz</merchant-id><name>Two off</name><description nil=\"true\"/>\
         <amount>2.00</amount><kind>discount</kind><never-expires type=\"boolean\">false</never-expires>\
         <number-of-billing-cycles type=\"integer\">3</number-of-billing-cycles><quantity type=\"integer\">1</quantity></discount>"
    )
}

fn discounts() -> String {
    format!(
        "<discounts type=\"array\">{}<discount><id>loyal</id><name>Loyal</name><amount>1.00</amount>\
         <never-expires type=\"boolean\">true</never-expires>\
         <number-of-billing-cycles type=\"integer\" nil=\"true\"/><quantity type=\"integer\">2</quantity></discount></discounts>",
        discount("save20")
    )
}

fn add_on(id: &str) -> String {
    format!(
        "<add-on><id>{id}</id><name>HD</name><amount>3.00</amount><kind>add_on</kind><quantity type=\"integer\">1</quantity>\
         <number-of-billing-cycles type=\"integer\" nil=\"true\"/><never-expires type=\"boolean\">true</never-expires></add-on>"
    )
}

fn add_ons() -> String {
    let twice = add_on("seats")
        .replace(">1<", ">2<")
        .replace("nil=\"true\"/>", ">3</number-of-billing-cycles>");
    format!("<add-ons type=\"array\">{}{twice}</add-ons>", add_on("hd"))
}

fn plans() -> String {
    let plan = |id: &str, name: &str, price: &str, months: u32, rest: &str| {
        format!(
            "<plan><id>{id}</id><name>{name}</name><price>{price}</price><currency-iso-code>EUR</currency-iso-code>\
             <billing-frequency type=\"integer\">{months}</billing-frequency>{rest}</plan>"
        )
    };
    let gold = "<description nil=\"true\"/><billing-day-of-month type=\"integer\" nil=\"true\"/>\
        <number-of-billing-cycles type=\"integer\" nil=\"true\"/><trial-period type=\"boolean\">false</trial-period>\
        <add-ons type=\"array\"/><discounts type=\"array\"/>";
    let trial = "<trial-period type=\"boolean\">true</trial-period><trial-duration type=\"integer\">14</trial-duration>\
        <trial-duration-unit>day</trial-duration-unit><number-of-billing-cycles type=\"integer\">4</number-of-billing-cycles>\
        <add-ons type=\"array\"><add-on><id>hd</id><name>HD</name><amount>3.00</amount></add-on></add-ons>\
        <discounts type=\"array\"><discount><id>loyal</id><amount>1.00</amount></discount></discounts>";
    let day = "<billing-day-of-month type=\"integer\">15</billing-day-of-month>";
    format!(
        "<plans type=\"array\">{}{}{}</plans>",
        plan("gold_monthly", "Gold &amp; more", "12.00", 1, gold),
        plan("silver_trial", "Silver", "7.50", 3, trial),
        plan("day_15", "Mid month", "5.00", 1, day)
    )
}

fn found(ids: &[&str]) -> String {
    let items: Vec<_> = ids.iter().map(|id| format!("<item>{id}</item>")).collect();
    let items = items.concat();
    format!(
        "<search-results><page-size type=\"integer\">50</page-size><ids type=\"array\">{items}</ids></search-results>"
    )
}

fn refused(code: &str, attribute: &str, message: &str) -> String {
    format!(
        "<api-error-response><errors><errors type=\"array\"/><subscription><errors type=\"array\"><error><code>{code}</code>\
         <attribute type=\"symbol\">{attribute}</attribute><message>{message}</message></error></errors></subscription></errors>\
         <params><merchant-id>k7vq2c9xj4m8w3tz</merchant-id></params><message>{message}</message></api-error-response>"
    )
}

/// A vendor that answers the look-ups of a new subscription.
async fn for_subscribe(methods: &str) -> Golden {
    let golden = golden().await;
    golden
        .xml(CUSTOMER, 200, &customer(methods))
        .xml(PLANS, 200, &plans());
    golden
}

/// A vendor that answers the look-ups of a discount.
async fn for_discount(subscriptions: &str) -> Golden {
    let golden = golden().await;
    golden
        .xml(
            CUSTOMER,
            200,
            &customer(&card("pm_5k2", true, subscriptions)),
        )
        .xml(DISCOUNTS, 200, &discounts());
    golden
}

fn active() -> String {
    subscription("sub_1", "gold_monthly", "Active", "")
}

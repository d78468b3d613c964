//! The check and the catalogues: what each answer proves.

use wiremock::ResponseTemplate;

use super::{ADD_ONS, Answers, DISCOUNTS, PLANS, SEARCH, add_ons, discounts, found, golden, plans};
use crate::testing::golden::received;

#[tokio::test]
async fn good_keys_are_proven() {
    let golden = golden().await;
    golden
        .xml(PLANS, 200, &plans())
        .xml(DISCOUNTS, 200, "<discounts type=\"array\"/>")
        .xml(SEARCH, 200, &found(&[]));
    insta::assert_snapshot!(golden.checked().await);
    insta::assert_snapshot!(received(&golden.vendor).await);
}

#[tokio::test]
async fn a_right_that_is_missing_is_named() {
    let golden = golden().await;
    golden
        .xml(PLANS, 200, "<plans type=\"array\"/>")
        .xml(
            DISCOUNTS,
            200,
            "<discounts type=\"array\"><plan/></discounts>",
        )
        .xml(SEARCH, 403, "");
    insta::assert_snapshot!(golden.checked().await);
}

#[tokio::test]
async fn what_a_check_comes_to() {
    let mut said = String::new();
    for (status, body) in [
        (401, "<html>Authentication failed</html>"),
        (403, ""),
        (404, "<html>Not Found</html>"),
        (426, ""),
        (429, ""),
        (503, "<html>maintenance</html>"),
        (200, "<html>Sign in</html>"),
        (200, "not xml"),
        (
            200,
            "<plans type=\"array\"><plan><id>a</id></plan><surprise/></plans>",
        ),
    ] {
        let golden = golden().await;
        let reply = ResponseTemplate::new(status)
            .set_body_raw(body, "text/html")
            .insert_header("retry-after", "3600");
        golden.vendor.reply(PLANS, reply);
        said += &golden.checked().await;
    }
    insta::assert_snapshot!(said);
}

#[tokio::test]
async fn plans_and_discounts_are_said_in_words() {
    let golden = golden().await;
    golden.xml(PLANS, 200, &plans());
    insta::assert_snapshot!(golden.synced("plans").await);
    golden.xml(DISCOUNTS, 200, &discounts());
    insta::assert_snapshot!(golden.synced("discounts").await);
    golden.xml(ADD_ONS, 200, &add_ons());
    insta::assert_snapshot!(golden.synced("add_ons").await);
}

#[tokio::test]
async fn a_list_that_cannot_be_read_whole_is_an_error() {
    let mut said = String::new();
    for body in [
        "<plans type=\"array\"><plan><name>No id</name></plan></plans>",
        "<plans type=\"array\"><plan><id>a</id><trial-period type=\"boolean\">maybe</trial-period></plan></plans>",
        "<discounts type=\"array\"/>",
        "<plans type=\"array\"><plan><id>a</id></plan>",
    ] {
        let golden = golden().await;
        golden.xml(PLANS, 200, body);
        said += &golden.synced("plans").await;
    }
    let forbidden = golden().await;
    forbidden.xml(DISCOUNTS, 403, "");
    said += &forbidden.synced("discounts").await;
    said += &golden().await.synced("coupons").await;
    insta::assert_snapshot!(said);
}

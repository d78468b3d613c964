use super::*;
use crate::Kind;

const BRAINTREE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<subscriptions type="collection">
  <page-size type="integer">50</page-size>
  <subscription>
    <id>7kx2</id>
    <price>19.00</price>
    <never-expires type="boolean">true</never-expires>
    <trial-period type="boolean">false</trial-period>
    <number-of-billing-cycles type="integer" nil="true"/>
    <descriptor><name nil="true"/></descriptor>
    <add-ons type="array"/>
    <discounts type="array">
      <discount><id>ten</id></discount>
      <discount><id>tw&amp;enty</id></discount>
    </discounts>
  </subscription>
</subscriptions>
"#;

#[test]
fn a_tree_is_read_and_asked_by_path() {
    let root = Element::parse(BRAINTREE.as_bytes()).unwrap();
    assert_eq!(root.name, "subscriptions");
    assert_eq!(root.value_of("type"), Some("collection"));
    assert_eq!(root.text, "");
    assert_eq!(root.integer_of("page-size"), Ok(Some(50)));
    assert_eq!(root.text_of("subscription/id"), Some("7kx2"));
    let one = root.child("subscription").unwrap();
    assert_eq!(one.boolean_of("never-expires"), Ok(Some(true)));
    assert_eq!(one.boolean_of("trial-period"), Ok(Some(false)));
    assert_eq!(one.integer_of("number-of-billing-cycles"), Ok(None));
    assert_eq!(one.text_of("descriptor/name"), None);
    assert_eq!(one.text_of("descriptor/no/such"), None);
    assert_eq!(one.child("add-ons").unwrap().children, []);
    let discounts: Vec<_> = one
        .child("discounts")
        .unwrap()
        .children_named("discount")
        .map(|d| d.text_of("id").unwrap())
        .collect();
    assert_eq!(discounts, ["ten", "tw&enty"]);
}

#[test]
fn a_value_of_another_type_is_said_and_not_taken_for_none() {
    let root = Element::parse(b"<a><n>many</n><b>yes</b></a>").unwrap();
    assert_eq!(
        root.integer_of("n"),
        Err("n is \"many\" and not a whole number".into())
    );
    assert_eq!(
        root.boolean_of("b"),
        Err("b is \"yes\" and not true or false".into())
    );
}

#[test]
fn text_is_read_in_every_spelling() {
    for (document, text) in [
        ("<a>x &amp; &lt;y&gt; &quot;&apos;</a>", "x & <y> \"'"),
        ("<a>&#228;&#xe4;</a>", "ää"),
        ("<a><![CDATA[<b>&amp;]]></a>", "<b>&amp;"),
        ("<a>one<!-- not this --> two</a>", "one two"),
        ("<a>\r\n b \r\n</a>", "\n b \n"),
        ("\u{feff}<a>bom</a>", "bom"),
        ("<?xml version='1.0'?><?pi?><a>pi</a>\n", "pi"),
        ("<a/>", ""),
    ] {
        let root = Element::parse(document.as_bytes());
        assert_eq!(root.map(|e| e.text).as_deref(), Ok(text), "{document}");
    }
    let root = Element::parse(br#"<a b="&lt;&#10;x" c:d=''/>"#).unwrap();
    assert_eq!(root.value_of("b"), Some("<\nx"));
    assert_eq!(root.value_of("c:d"), Some(""));
}

#[test]
fn what_is_no_document_is_said_in_a_sentence() {
    let deep = "<a>".repeat(65);
    for (document, why) in [
        ("", "there is no element in it"),
        ("  \n", "there is no element in it"),
        ("<?xml version=\"1.0\"?>", "there is no element in it"),
        ("hello", "there is text outside of any element"),
        ("<a/>rest", "there is text outside of any element"),
        ("<a/><b/>", "b stands behind its end"),
        ("<a><b></b>", "it ends within a"),
        ("<a><b>half", "it ends within b"),
        ("<a><b></a>", "it is not XML at byte 6"),
        ("</a>", "it is not XML at byte 0"),
        ("<a", "it is not XML at byte 0"),
        ("<a b=c/>", "an attribute of a cannot be read"),
        ("<a b='1' b='2'/>", "an attribute of a cannot be read"),
        ("<a b='&x;'/>", "an attribute of a cannot be read"),
        ("<a>&nbsp;</a>", "it has an entity that is not XML's own"),
        ("<a>&#0;</a>", "it has an entity that is not XML's own"),
        (
            "<!DOCTYPE html><html/>",
            "it has a DOCTYPE, which is not read",
        ),
        (
            "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>",
            "it has a DOCTYPE, which is not read",
        ),
        (&deep, "it is more than 64 elements deep"),
    ] {
        assert_eq!(
            Element::parse(document.as_bytes()),
            Err(why.into()),
            "{document}"
        );
    }
    assert_eq!(
        Element::parse(b"<a>\xff</a>"),
        Err("it is not UTF-8".into())
    );
    let fits = format!("{}{}", "<a>".repeat(64), "</a>".repeat(64));
    assert!(Element::parse(fits.as_bytes()).is_ok());
}

#[test]
fn what_is_written_is_read_as_it_was() {
    let root = Element::new("subscription")
        .with(Element::of("id", "a&b<c>\"d'\r\n\te ü ]]>"))
        .with_text("price", Some(" 1.00 "))
        .with_text("none", None)
        .with(
            Element::new("discounts").with(
                Element::new("add")
                    .attribute("type", "array\n\"<&")
                    .with(Element::of("item", "x")),
            ),
        )
        .with(Element::new("empty"));
    let text = root.write().unwrap();
    assert_eq!(
        text,
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><subscription>\
         <id>a&amp;b&lt;c&gt;&quot;d'&#13;&#10;&#9;e ü ]]&gt;</id><price> 1.00 </price>\
         <discounts><add type=\"array&#10;&quot;&lt;&amp;\"><item>x</item></add></discounts><empty/></subscription>"
    );
    assert_eq!(Element::parse(text.as_bytes()), Ok(root));
}

#[test]
fn what_xml_cannot_carry_is_refused_before_it_is_sent() {
    for c in ['\0', '\u{1b}', '\u{ffff}'] {
        let error = Element::new("a")
            .with(Element::of("note", format!("x{c}")))
            .write()
            .unwrap_err();
        assert_eq!(error.kind, Kind::Invalid);
        assert_eq!(error.field.as_deref(), Some("note"));
    }
}

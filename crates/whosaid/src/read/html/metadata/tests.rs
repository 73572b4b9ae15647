use super::*;

fn of(html: &str) -> Metadata {
    read(&Document::from(html), None)
}

#[test]
fn json_ld_comes_first() {
    let metadata = of(
        r##"<html lang=en_gb><meta property=og:title content="Bridge plan - Marsh News"><meta name=author content="Somebody Else">
        <script type="application/ld+json">{"@context":"https://schema.org","@graph":[
        {"@type":"Person","@id":"#a","name":"Ann Vane"},{"@type":"WebSite","name":"x"},
        {"@type":["NewsArticle"],"headline":"Bridge plan angers &amp; divides town","author":[{"@id":"#a"},{"@type":"Person","name":"Lou Orme"}],
         "datePublished":"2021-03-04T21:13:00+0100","dateModified":"2021-03-05","publisher":{"name":"Marsh News"}}]}</script>"##,
    );
    assert_eq!(metadata.title.as_deref(), Some("Bridge plan angers & divides town"));
    assert_eq!(metadata.bylines, ["Ann Vane", "Lou Orme"]);
    assert_eq!(metadata.published.as_deref(), Some("2021-03-04T21:13:00+01:00"));
    assert_eq!(metadata.modified.as_deref(), Some("2021-03-05"));
    assert_eq!(metadata.site.as_deref(), Some("Marsh News"));
    assert_eq!(metadata.language.as_deref(), Some("en-GB"));
}

#[test]
fn meta_and_microdata() {
    let metadata = of(
        r#"<title>Bridge plan angers town | Marsh News</title><link rel=canonical href="https://marsh.example/bridge">
        <meta property="og:site_name" content="Marsh News"><meta name=DC.date.issued content="2021-03-04">
        <p><span itemprop=author itemscope><span itemprop=name>Ann Vane</span>, reporter</span>
        <time itemprop=dateModified datetime="2021-03-05T10:00Z">today</time>"#,
    );
    assert_eq!(metadata.titles, ["Bridge plan angers town", "Bridge plan angers town | Marsh News"]);
    assert_eq!(metadata.bylines, ["Ann Vane"]);
    assert_eq!(metadata.published.as_deref(), Some("2021-03-04"));
    assert_eq!(metadata.modified.as_deref(), Some("2021-03-05T10:00:00Z"));
    assert_eq!(metadata.url.as_deref(), Some("https://marsh.example/bridge"));
}

#[test]
fn nothing_said_is_nothing() {
    assert_eq!(of("<p>words"), Metadata::default());
    assert_eq!(of("<script type=application/ld+json>{\"@type\":</script>"), Metadata::default());
}

#[test]
fn times() {
    for (given, expected) in [
        ("2015-07-24T05:36:09+01:00", Some("2015-07-24T05:36:09+01:00")),
        ("2015-07-24T05:36:09.000-0400", Some("2015-07-24T05:36:09-04:00")),
        ("20150724", Some("2015-07-24")),
        ("Fri, 24 Jul 2015 05:36:09 GMT", Some("2015-07-24T05:36:09Z")),
        ("yesterday", None),
        ("20159999", None),
    ] {
        assert_eq!(time(given).as_deref(), expected, "{given}");
    }
}

#[test]
fn titles_lose_the_site() {
    for (title, site, expected) in [
        ("Bridge plan - World - Marsh News", Some("Marsh News"), Some("Bridge plan - World")),
        ("Bridge plan angers town - World - Marsh News", Some("Marsh News"), Some("Bridge plan angers town")),
        ("Marsh News: Bridge plan", Some("Marsh News"), None),
        ("Marsh News | Bridge plan", Some("Marsh News"), Some("Bridge plan")),
        ("Why we left – and why we came back to the old town", None, None),
        ("Bridge plan", Some("Marsh News"), None),
    ] {
        assert_eq!(without_site(title, site), expected, "{title}");
    }
}

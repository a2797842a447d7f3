//! Proxies, where the environment names them and the client was told to look.

use reqwest::{NoProxy, Proxy};

use crate::environment::Environment;

/// The proxies that `environment` names; an error says which variable is wrong, and not what is in
/// it, for it may have a password.
pub(super) fn proxies(environment: &Environment) -> Result<Vec<Proxy>, String> {
    let mut found = Vec::new();
    let without = said(environment, ["no_proxy", "NO_PROXY"])
        .and_then(|(_, hosts)| NoProxy::from_string(hosts));
    // A header `Proxy` of a CGI request becomes `HTTP_PROXY`: whoever sends it would choose ours.
    let of_http: &[&str] = match environment.get("REQUEST_METHOD") {
        Some(_) => &["http_proxy"],
        None => &["http_proxy", "HTTP_PROXY"],
    };
    let kinds: [(&[&str], Make); 2] = [
        (of_http, |url| Proxy::http(url)),
        (&["https_proxy", "HTTPS_PROXY"], |url| Proxy::https(url)),
    ];
    for (names, proxy) in kinds {
        if let Some((name, url)) = said(environment, names.iter().copied()) {
            let proxy = proxy(url).map_err(|_| format!("`{name}` is no URL of a proxy"))?;
            found.push(proxy.no_proxy(without.clone()));
        }
    }
    Ok(found)
}

/// A proxy of one scheme, at a URL.
type Make = fn(&str) -> reqwest::Result<Proxy>;

/// The first of these variables that says anything.
fn said<'a>(
    environment: &'a Environment,
    names: impl IntoIterator<Item = &'a str>,
) -> Option<(&'a str, &'a str)> {
    let mut said = names
        .into_iter()
        .filter_map(|name| Some((name, environment.get(name)?)));
    said.find(|(_, value)| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(variables: &[(&str, &str)]) -> Result<usize, String> {
        proxies(&Environment::of(variables.iter().copied())).map(|found| found.len())
    }

    #[test]
    fn each_scheme_has_its_variable() {
        assert_eq!(found(&[]), Ok(0));
        assert_eq!(
            found(&[
                ("http_proxy", "http://p:3128"),
                ("HTTPS_PROXY", "http://p:3128")
            ]),
            Ok(2)
        );
        assert_eq!(
            found(&[("http_proxy", ""), ("ALL_PROXY", "http://p:3128")]),
            Ok(0)
        );
    }

    #[test]
    fn a_header_of_a_request_chooses_no_proxy() {
        let cgi = ("REQUEST_METHOD", "GET");
        assert_eq!(found(&[("HTTP_PROXY", "http://p:1"), cgi]), Ok(0));
        assert_eq!(found(&[("http_proxy", "http://p:1"), cgi]), Ok(1));
    }

    #[test]
    fn a_password_is_not_told() {
        let why = found(&[("https_proxy", "http://u:hunter2@[")]).unwrap_err();
        assert_eq!(why, "`https_proxy` is no URL of a proxy");
    }
}

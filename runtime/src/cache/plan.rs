//! One endpoint's cache policy, made ready: how its keys and its entries are made.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use actix_web::HttpRequest;
use actix_web::http::Method;
use actix_web::http::header::{
    ACCEPT_ENCODING, ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, COOKIE,
    HeaderMap, HeaderName, InvalidHeaderName,
};
use hardpoint_policy::{CachePolicy, Vary};
use sha2::{Digest, Sha256};
use siphasher::sip128::SipHasher13;

use super::admission::Refusal;
use super::canonical::{self, Normal};
use super::key::{self, CacheKey, MethodClass, Scope};
use super::meters::{Had, Requests, Tally};
use super::recall::Lookup;
use super::tags::{self, Tag};
use crate::clock::Moment;
use crate::observe::Place;
use crate::principal::Principal;
use crate::store::EntryKey;

/// One endpoint's cache policy, made ready. Cheap to clone.
#[derive(Clone)]
pub(crate) struct CachePlan(Arc<Inner>);

struct Inner {
    operation: Box<str>,
    policy: &'static CachePolicy,
    reads_query: bool,
    by_principal: bool,
    by_tenant: bool,
    /// Whether a listed header says who asks.
    by_credentials: bool,
    /// Whether strangers are not served.
    guarded: bool,
    headers: Box<[(HeaderName, Normal)]>,
    /// The operation and the policy.
    prefix: Box<[u8]>,
    /// Has seen the prefix.
    hasher: SipHasher13,
    /// The refusals that were already spoken of.
    said: AtomicU8,
    requests: Requests,
}

/// What is to be filled when a lookup found nothing, or something stale.
pub(crate) struct Fill {
    pub(super) plan: CachePlan,
    pub(super) key: CacheKey,
    /// The key outside of this process, where answers are kept there, too.
    pub(super) elsewhere: Option<EntryKey>,
    pub(super) tags: Box<[Tag]>,
    /// After this moment nobody joins the run any more: a later request starts another.
    pub(super) until: Option<Moment>,
}

impl CachePlan {
    /// The plan for `operation`, the endpoint's name, unique in the process.
    ///
    /// `reads_query` says whether the handler may read the query; where it may not, the query is
    /// no part of the key. `reads_headers` are those that it is known to read: they are part of
    /// the key, listed or not. Fails for a header whose name is none.
    pub(crate) fn new(
        operation: &str,
        policy: &'static CachePolicy,
        reads_query: bool,
        reads_headers: &[Cow<'_, str>],
    ) -> Result<Self, InvalidHeaderName> {
        let listed = policy.vary.iter().filter_map(|vary| match vary {
            Vary::Header(name) => Some(&**name),
            Vary::Principal | Vary::Tenant => None,
        });
        let mut headers: Vec<(HeaderName, Normal)> = Vec::new();
        for name in listed.chain(reads_headers.iter().map(|name| &**name)) {
            let name = HeaderName::from_bytes(name.as_bytes())?;
            if headers.iter().all(|(known, _)| *known != name) {
                let normal = normal(&name);
                headers.push((name, normal));
            }
        }
        let mut prefix = Vec::new();
        canonical::field(&mut prefix, operation.as_bytes());
        canonical::field(&mut prefix, format!("{policy:?}").as_bytes());
        let mut hasher = key::hasher(b"target  ");
        std::hash::Hasher::write(&mut hasher, &prefix);
        Ok(Self(Arc::new(Inner {
            operation: operation.into(),
            policy,
            reads_query,
            by_principal: policy.vary.contains(&Vary::Principal),
            by_tenant: policy.vary.contains(&Vary::Tenant),
            by_credentials: headers
                .iter()
                .any(|(name, _)| *name == AUTHORIZATION || *name == COOKIE),
            guarded: false,
            headers: headers.into(),
            prefix: prefix.into(),
            hasher,
            said: AtomicU8::new(0),
            requests: Requests::none(),
        })))
    }

    /// The same plan, counted as the cache of `place`.
    #[must_use]
    pub(crate) fn measured(mut self, place: &Place) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.requests = Requests::of(place);
        }
        self
    }

    /// Counts what was found for a request.
    pub(crate) fn count(&self, lookup: &Lookup) {
        self.0.requests.found(lookup);
    }

    /// Begins to count a request for which nothing was found.
    pub(super) fn tally(&self, had: Had) -> Tally {
        Tally::begin(&self.0.requests, had)
    }

    /// The same plan, for an endpoint that does not serve strangers if `guarded`.
    #[must_use]
    pub(crate) fn guarded(mut self, guarded: bool) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.0) {
            inner.guarded = guarded;
        }
        self
    }

    /// The key of a request.
    ///
    /// `body` is the body as sent, `None` where the handler cannot read one.
    pub(crate) fn key(
        &self,
        request: &HttpRequest,
        principal: Option<&Principal>,
        body: Option<&[u8]>,
    ) -> CacheKey {
        BUFFER.with_borrow_mut(|buffer| {
            let class = MethodClass::of(request.method());
            buffer.clear();
            self.target(buffer, class, request, body);
            let target = key::digest(self.0.hasher, &[buffer, body.unwrap_or_default()]);

            buffer.clear();
            let who = self.variant(buffer, class, request, principal);
            let varies = !buffer.is_empty();
            if varies {
                buffer.extend_from_slice(&target.to_le_bytes());
            }
            let scope = match who {
                Who::Nobody if self.0.by_credentials => Scope::Private,
                Who::Nobody if self.0.policy.shared => Scope::Shared,
                Who::Nobody => Scope::Open,
                Who::Principal | Who::Others => Scope::Private,
            };
            let key = CacheKey {
                id: if varies {
                    key::digest(key::hasher(b"variant "), &[buffer])
                } else {
                    target
                },
                target: varies.then_some(target),
                class,
                head: *request.method() == Method::HEAD,
                scope,
                holds_principal: who == Who::Principal,
            };
            buffer.shrink_to(KEPT);
            key
        })
    }

    /// The key of a request for whoever keeps answers outside of this process: of the same things,
    /// and the same in every process.
    pub(crate) fn entry_key(
        &self,
        namespace: &str,
        request: &HttpRequest,
        principal: Option<&Principal>,
        body: Option<&[u8]>,
    ) -> EntryKey {
        let class = MethodClass::of(request.method());
        let body = body.unwrap_or_default();
        let mut buffer = Vec::new();
        canonical::field(&mut buffer, namespace.as_bytes());
        buffer.extend_from_slice(&self.0.prefix);
        canonical::nested(&mut buffer, |out| {
            self.variant(out, class, request, principal);
        });
        self.target(&mut buffer, class, request, Some(body));
        let hash = Sha256::new().chain_update(buffer).chain_update(body);
        EntryKey(hash.finalize().into())
    }

    /// What a request under `key` would store, `elsewhere` under that one; until its own deadline
    /// others may join it.
    pub(crate) fn fill(
        &self,
        key: CacheKey,
        elsewhere: Option<EntryKey>,
        request: &HttpRequest,
        until: Option<Moment>,
    ) -> Fill {
        let query = if self.0.reads_query {
            request.query_string()
        } else {
            ""
        };
        let templates = self.0.policy.tags.iter();
        let named = templates.map(|tag| tags::render(tag, request.match_info(), query));
        // What an unsafe method stores is its own result, and is not undone by itself.
        let own =
            (key.class != MethodClass::Unsafe).then(|| Tag::uri(request.match_info().as_str()));
        Fill {
            plan: self.clone(),
            key,
            elsewhere,
            tags: named.chain(own).collect(),
            until,
        }
    }

    pub(super) fn policy(&self) -> &'static CachePolicy {
        self.0.policy
    }

    pub(super) fn is_guarded(&self) -> bool {
        self.0.guarded
    }

    /// The names of the listed headers.
    pub(super) fn listed(&self) -> impl Iterator<Item = &HeaderName> {
        self.0.headers.iter().map(|(name, _)| name)
    }

    /// Says that answers are not stored, once where the endpoint's author may not know it.
    pub(super) fn refused(&self, refusal: Refusal) {
        let operation = &*self.0.operation;
        if refusal.is_meant() {
            tracing::debug!(operation, %refusal, "answer not stored");
            return;
        }
        let bit = refusal.bit();
        if self.0.said.fetch_or(bit, Ordering::Relaxed) & bit == 0 {
            tracing::warn!(operation, %refusal, "answers are not stored");
        }
    }

    fn target(
        &self,
        out: &mut Vec<u8>,
        class: MethodClass,
        request: &HttpRequest,
        body: Option<&[u8]>,
    ) {
        match class {
            MethodClass::Get => canonical::field(out, b"GET"),
            _ => canonical::field(out, request.method().as_str().as_bytes()),
        }
        // The matched path says the values and their template at once: one handler may be
        // mounted under several.
        canonical::field(out, request.match_info().as_str().as_bytes());
        if self.0.reads_query {
            canonical::query(out, request.query_string());
        }
        match body {
            Some(body) if !body.is_empty() => {
                let headers = request.headers();
                canonical::header(out, Normal::List, headers.get_all(CONTENT_TYPE));
                canonical::header(out, Normal::Negotiated, headers.get_all(CONTENT_ENCODING));
                // The bytes themselves follow this.
                canonical::length(out, body.len());
            }
            _ => {}
        }
    }

    /// Writes what tells the variants of one target apart.
    fn variant(
        &self,
        out: &mut Vec<u8>,
        class: MethodClass,
        request: &HttpRequest,
        principal: Option<&Principal>,
    ) -> Who {
        let who = self.who(out, class, principal, request.headers());
        for (name, normal) in &self.0.headers {
            canonical::header(out, *normal, request.headers().get_all(name));
        }
        who
    }

    /// Writes who asks, if the answer may depend on it, and says so.
    ///
    /// Whoever is known is a part of the key unless the policy says that it does not matter
    /// (`shared`), and of an unsafe method's key in any case. Where the policy wants to know and
    /// nobody does, the credentials themselves stand in: never one key for strangers.
    fn who(
        &self,
        out: &mut Vec<u8>,
        class: MethodClass,
        principal: Option<&Principal>,
        headers: &HeaderMap,
    ) -> Who {
        let is_unsafe = class == MethodClass::Unsafe;
        let asked = self.0.by_principal || self.0.by_tenant;
        if !(asked || is_unsafe || principal.is_some() && !self.0.policy.shared) {
            return Who::Nobody;
        }
        let Some(principal) = principal else {
            out.push(b'C');
            canonical::header(out, Normal::List, headers.get_all(AUTHORIZATION));
            canonical::header(out, Normal::List, headers.get_all(COOKIE));
            return Who::Others;
        };
        let tenant = principal.tenant().map(str::as_bytes);
        let only_tenant = self.0.by_tenant && !self.0.by_principal && !is_unsafe;
        match tenant {
            Some(tenant) if only_tenant => {
                out.push(b'T');
                canonical::field(out, tenant);
                Who::Others
            }
            Some(tenant) => {
                out.push(b'M');
                canonical::field(out, tenant);
                canonical::field(out, principal.id().as_bytes());
                Who::Principal
            }
            None => {
                out.push(b'P');
                canonical::field(out, principal.id().as_bytes());
                Who::Principal
            }
        }
    }
}

impl fmt::Debug for CachePlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CachePlan")
            .field("operation", &self.0.operation)
            .field("policy", &self.0.policy)
            .finish_non_exhaustive()
    }
}

/// What of the one who asks is in the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Nobody,
    Principal,
    /// The tenant, or credentials of which nobody said whose they are.
    Others,
}

fn normal(name: &HeaderName) -> Normal {
    if *name == ACCEPT_LANGUAGE || *name == ACCEPT_ENCODING {
        Normal::Negotiated
    } else {
        Normal::List
    }
}

/// How large the buffer for keys may stay between requests.
const KEPT: usize = 4096;

thread_local! {
    static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

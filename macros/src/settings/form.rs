//! A field's type, as far as its name tells; the compiler checks whether the name tells the truth.

use hardpoint_policy::setting::{Kind, PolicyKind, Width};
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{GenericArgument, Path, PathArguments, Type};

use crate::errors::ends;
use crate::paths::Runtime;

/// What a type is by its name.
#[derive(Debug)]
pub(crate) enum Form<'a> {
    /// One value; what it looks like, where the name tells.
    Leaf(&'a Type, Option<Kind>),
    Optional(Box<Form<'a>>),
    List(Box<Form<'a>>),
    Secret(Box<Form<'a>>, &'a Type),
}

impl<'a> Form<'a> {
    pub(crate) fn of(ty: &'a Type) -> Self {
        let path = match ty {
            Type::Group(group) => return Self::of(&group.elem),
            Type::Paren(paren) => return Self::of(&paren.elem),
            Type::Path(path) if path.qself.is_none() => &path.path,
            _ => return Self::Leaf(ty, None),
        };
        let Some(last) = path.segments.last() else {
            return Self::Leaf(ty, None);
        };
        let inner = |ty| Box::new(Self::of(ty));
        match (
            last.ident.to_string().as_str(),
            types(&last.arguments).as_slice(),
        ) {
            ("Option", [ty]) => Self::Optional(inner(ty)),
            ("Vec", [ty]) => Self::List(inner(ty)),
            ("Secret", [kept]) => Self::Secret(inner(kept), ty),
            ("Box" | "Arc" | "Cow", [Type::Path(text)]) if text.path.is_ident("str") => {
                Self::Leaf(ty, Some(Kind::Text))
            }
            (name, []) if is_known(path) => Self::Leaf(ty, kind(name)),
            _ => Self::Leaf(ty, None),
        }
    }

    /// One value of it: its type, and what it looks like where the name tells.
    pub(crate) fn leaf(&self) -> (&'a Type, Option<Kind>) {
        match self {
            Self::Leaf(ty, kind) => (ty, *kind),
            Self::Optional(inner) | Self::List(inner) | Self::Secret(inner, _) => inner.leaf(),
        }
    }

    pub(crate) fn is_secret(&self) -> bool {
        match self {
            Self::Leaf(..) => false,
            Self::Secret(..) => true,
            Self::Optional(inner) | Self::List(inner) => inner.is_secret(),
        }
    }

    pub(crate) fn is_optional(&self) -> bool {
        matches!(self, Self::Optional(_))
    }

    pub(crate) fn is_list(&self) -> bool {
        match self {
            Self::Leaf(..) => false,
            Self::List(_) => true,
            Self::Optional(inner) | Self::Secret(inner, _) => inner.is_list(),
        }
    }

    /// The code of the type's `Kind`, which is asked of the type and not of its name.
    pub(crate) fn kind(&self, rt: &Runtime) -> TokenStream {
        match self {
            Self::Leaf(ty, Some(_)) => quote!(#rt::settings::Leaf::<#ty>::KIND),
            Self::Leaf(ty, None) => {
                let leaf = quote!(#rt::settings::Leaf::<#ty>);
                quote!(#leaf::KIND.if_read(#leaf::READS_TEXT))
            }
            Self::Optional(inner) => {
                let inner = inner.kind(rt);
                quote!(#rt::settings::Kind::Optional(&#inner))
            }
            Self::List(inner) => {
                let inner = inner.kind(rt);
                quote!(#rt::settings::Kind::List(&#inner))
            }
            Self::Secret(inner, _) => {
                let inner = inner.kind(rt);
                quote!(#rt::settings::Kind::Secret(&#inner))
            }
        }
    }

    /// The code of what reads a value of the type.
    pub(crate) fn reader(&self, rt: &Runtime) -> TokenStream {
        match self {
            Self::Leaf(ty, _) => {
                // At the type: there it is said if nothing reads it.
                quote_spanned!(ty.span()=> (&#rt::settings::Leaf::<#ty>::NEW).reader())
            }
            Self::Optional(inner) => {
                let inner = inner.reader(rt);
                quote!(#rt::settings::optional(#inner))
            }
            Self::List(inner) => {
                let inner = inner.reader(rt);
                quote!(#rt::settings::list(#inner))
            }
            Self::Secret(inner, ty) => {
                let inner = inner.reader(rt);
                // At the whole type, both the function and its call: of what cannot be cleared,
                // rustc says the same of both, and cargo tells it once.
                let (start, end) = ends(ty.to_token_stream());
                let (path, call) = (
                    at(start, quote!(#rt::settings::)),
                    at(end, quote!(clearing())),
                );
                quote!(#rt::settings::secret(#path #call, #inner))
            }
        }
    }
}

/// The tokens at one place; inside of groups they stay where they are.
fn at(place: Span, tokens: TokenStream) -> TokenStream {
    let tokens = tokens.into_iter().map(|mut token| {
        token.set_span(place);
        token
    });
    tokens.collect()
}

/// Whether a path can be that of a known type: a bare name, or one from a crate that has them.
fn is_known(path: &Path) -> bool {
    let crates = ["std", "core", "alloc", "hardpoint", "hardpoint_policy"];
    match path.segments.first() {
        Some(first) if path.segments.len() > 1 => crates.iter().any(|name| first.ident == name),
        _ => true,
    }
}

fn types(arguments: &PathArguments) -> Vec<&Type> {
    let PathArguments::AngleBracketed(arguments) = arguments else {
        return Vec::new();
    };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.collect()
}

/// What the values of a type look like, by its name. Whole numbers as wide as the machine that the
/// program is for are taken for the widest; the compiler knows better, and looks again.
fn kind(name: &str) -> Option<Kind> {
    let whole = |bits, is_signed| Some(Kind::Whole(Width::new(bits, is_signed)));
    match name {
        "u8" => whole(8, false),
        "u16" => whole(16, false),
        "u32" => whole(32, false),
        "u64" | "usize" => whole(64, false),
        "u128" => whole(128, false),
        "i8" => whole(8, true),
        "i16" => whole(16, true),
        "i32" => whole(32, true),
        "i64" | "isize" => whole(64, true),
        "i128" => whole(128, true),
        "f32" => Some(Kind::Fraction(32)),
        "f64" => Some(Kind::Fraction(64)),
        "bool" => Some(Kind::Switch),
        "char" => Some(Kind::Character),
        "String" => Some(Kind::Text),
        "PathBuf" => Some(Kind::Path),
        "Duration" => Some(Kind::Duration),
        "Size" => Some(Kind::Size),
        "IpAddr" => Some(Kind::Ip),
        "Ipv4Addr" => Some(Kind::IpV4),
        "Ipv6Addr" => Some(Kind::IpV6),
        "SocketAddr" => Some(Kind::Socket),
        "SocketAddrV4" => Some(Kind::SocketV4),
        "SocketAddrV6" => Some(Kind::SocketV6),
        _ => policy(name).map(Kind::Policy),
    }
}

fn policy(name: &str) -> Option<PolicyKind> {
    let policies = [
        PolicyKind::Rate,
        PolicyKind::Timeout,
        PolicyKind::Body,
        PolicyKind::Concurrency,
        PolicyKind::Cache,
        PolicyKind::Idempotency,
        PolicyKind::Criticality,
    ];
    policies
        .into_iter()
        .find(|policy| policy.type_name() == name)
}

//! A field's type, as far as its name tells: what its values look like, and whether they have
//! an upper bound.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{GenericArgument, PathArguments, Type};

use super::input::{Attributes, Entry};
use crate::errors::{Errors, ends};
use crate::paths::Runtime;

/// What a type is, by the last word of its path.
enum Form<'a> {
    Text,
    /// A list; whether `garde(inner(…))` reaches its elements.
    List(&'a Type, bool),
    Map(&'a Type, &'a Type),
    Optional(&'a Type),
    Number,
    Other,
}

fn form(ty: &Type) -> Form<'_> {
    let path = match ty {
        Type::Group(group) => return form(&group.elem),
        Type::Paren(paren) => return form(&paren.elem),
        Type::Path(path) if path.qself.is_none() => &path.path,
        _ => return Form::Other,
    };
    let Some(last) = path.segments.last() else {
        return Form::Other;
    };
    let name = last.ident.to_string();
    let arguments = types(&last.arguments);
    match (name.as_str(), arguments.as_slice()) {
        ("String", []) => Form::Text,
        ("Box" | "Cow" | "Arc" | "Rc", [Type::Path(inner)]) if inner.path.is_ident("str") => {
            Form::Text
        }
        ("Box", [Type::Slice(slice)]) => Form::List(&slice.elem, true),
        ("Cow" | "Arc" | "Rc", [Type::Slice(slice)]) => Form::List(&slice.elem, false),
        ("Vec", [element]) => Form::List(element, true),
        ("VecDeque" | "LinkedList" | "BinaryHeap" | "HashSet" | "BTreeSet", [element, ..]) => {
            Form::List(element, false)
        }
        ("HashMap" | "BTreeMap", [key, value, ..]) => Form::Map(key, value),
        ("Option", [inner]) => Form::Optional(inner),
        (
            "u8" | "u16" | "u32" | "u64" | "u128" | "usize" | "i8" | "i16" | "i32" | "i64" | "i128"
            | "isize" | "f32" | "f64" | "bool" | "char",
            [],
        ) => Form::Number,
        _ => Form::Other,
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

/// The tokens at one place; inside of groups they stay where they are.
fn at(place: Span, tokens: TokenStream) -> TokenStream {
    let tokens = tokens.into_iter().map(|mut token| {
        token.set_span(place);
        token
    });
    tokens.collect()
}

/// Whether the type is a map, or an optional one.
pub(crate) fn is_map(ty: &Type) -> bool {
    match form(ty) {
        Form::Map(..) => true,
        Form::Optional(inner) => is_map(inner),
        _ => false,
    }
}

/// Whether types inside may have rules of their own.
pub(crate) fn may_have_rules(ty: &Type) -> bool {
    match form(ty) {
        Form::Text | Form::Number => false,
        Form::Other => true,
        Form::List(inner, _) | Form::Map(_, inner) | Form::Optional(inner) => may_have_rules(inner),
    }
}

/// What a field's attributes say of its size.
pub(crate) struct Bounds<'a> {
    pub(crate) runtime: &'a Runtime,
    pub(crate) field: &'a str,
    /// `#[api(unbounded = "why")]`: nothing is demanded.
    pub(crate) waived: bool,
    /// `#[api(keys = …)]`.
    pub(crate) keys: bool,
    /// `#[garde(dive)]`: what has no rules is refused by garde.
    pub(crate) dives: bool,
}

/// The rules that apply to a value, and those from which its elements' rules are taken.
struct Rules {
    own: Vec<Entry>,
    own_depth: usize,
    outer: Vec<Entry>,
    outer_depth: usize,
}

impl Rules {
    fn are_bound(&self) -> bool {
        self.own.iter().any(|rule| {
            let says = |entry: &Entry| entry.key == "max" || entry.key == "equal";
            rule.key == "length" && rule.entries().iter().any(says)
        })
    }

    /// Those of what is inside an `Option`: garde looks through it, with or without `inner`.
    fn inside_option(self) -> Self {
        let inner = inner(&self.outer);
        let mut own = self.own;
        own.extend(inner.iter().cloned());
        Self {
            own,
            own_depth: self.own_depth,
            outer: inner,
            outer_depth: self.outer_depth + 1,
        }
    }

    fn of_elements(&self) -> Self {
        let inner = inner(&self.outer);
        let depth = self.outer_depth + 1;
        Self {
            own: inner.clone(),
            own_depth: depth,
            outer: inner,
            outer_depth: depth,
        }
    }

    /// Those of what no rule of garde's reaches.
    fn none() -> Self {
        Self {
            own: Vec::new(),
            own_depth: usize::MAX,
            outer: Vec::new(),
            outer_depth: usize::MAX,
        }
    }
}

fn inner(rules: &[Entry]) -> Vec<Entry> {
    let inner = rules.iter().filter(|rule| rule.key == "inner");
    inner.flat_map(Entry::entries).collect()
}

impl Bounds<'_> {
    /// The `Shape` of a field's values. Text, lists and maps without a bound are mistakes at
    /// their type; any other type must be `Bounded`, which the compiler checks.
    pub(crate) fn shape(
        &self,
        ty: &Type,
        attributes: &Attributes,
        errors: &mut Errors,
    ) -> TokenStream {
        let checked = Bounds {
            waived: self.waived || attributes.garde_is_broken,
            ..*self
        };
        let rules = Rules {
            own: attributes.garde.clone(),
            own_depth: 0,
            outer: attributes.garde.clone(),
            outer_depth: 0,
        };
        checked.walk(ty, rules, errors)
    }

    fn walk(&self, ty: &Type, rules: Rules, errors: &mut Errors) -> TokenStream {
        let rt = self.runtime;
        match form(ty) {
            Form::Text => {
                self.demand("text", ty, &rules, errors);
                quote!(#rt::request::Shape::Leaf(#rt::request::leaf::<#ty>))
            }
            Form::List(element, reached) => {
                self.demand("the list", ty, &rules, errors);
                let inside = match reached {
                    true => rules.of_elements(),
                    false => Rules::none(),
                };
                let element = self.walk(element, inside, errors);
                quote!(#rt::request::Shape::List(&#element))
            }
            Form::Map(key, value) => {
                self.demand("the map", ty, &rules, errors);
                let value = self.walk(value, Rules::none(), errors);
                if self.waived || matches!(form(key), Form::Text) {
                    self.demand_keys(key, errors);
                    quote!(#rt::request::Shape::Map(&#value))
                } else {
                    let key = quote_spanned!(key.span()=> <#key as #rt::request::Bounded>::SHAPE);
                    quote!({ let _ = #key; #rt::request::Shape::Map(&#value) })
                }
            }
            Form::Optional(inner) => {
                let inner = self.walk(inner, rules.inside_option(), errors);
                quote!(#rt::request::Shape::Optional(&#inner))
            }
            Form::Other if !self.waived && self.dives => {
                let (start, end) = ends(ty.to_token_stream());
                let mut ruled = at(start, quote!(#rt::request::Ruled::<));
                ruled.extend(ty.to_token_stream());
                ruled.extend(at(end, quote!(>::IT)));
                let (path, call) = (
                    at(start, quote!(#rt::request::)),
                    at(end, quote!(shape(#ruled))),
                );
                quote! {{
                    #[allow(unused_imports, reason = "a type with rules is asked itself")]
                    use #rt::request::AnyRules as _;
                    #path #call
                }}
            }
            Form::Number | Form::Other if !self.waived => {
                quote_spanned!(ty.span()=> <#ty as #rt::request::Bounded>::SHAPE)
            }
            Form::Number | Form::Other => {
                let (start, end) = ends(ty.to_token_stream());
                let mut shape = at(start, quote!(#rt::request::ShapeOf::<));
                shape.extend(ty.to_token_stream());
                shape.extend(at(end, quote!(>::SHAPE)));
                quote! {{
                    #[allow(unused_imports, reason = "a bounded type has a shape of its own")]
                    use #rt::request::AnyShape as _;
                    #shape
                }}
            }
        }
    }

    fn demand(&self, what: &str, ty: &Type, rules: &Rules, errors: &mut Errors) {
        if self.waived || rules.are_bound() {
            return;
        }
        let Self { field, .. } = self;
        let place = match rules.own_depth {
            0 => format!("`{field}` has no upper bound"),
            _ => format!("{what} in `{field}` has no upper bound"),
        };
        let help = match rules.own_depth {
            usize::MAX => "no rule reaches into this type: give its values a type of their own \
                that implements `hardpoint::Bounded`, or say why they need no bound, \
                `#[api(unbounded = \"why\")]`"
                .to_owned(),
            depth => {
                let open = "inner(".repeat(depth);
                let close = ")".repeat(depth);
                format!(
                    "say it, `#[garde({open}length(max = 64){close})]`, or say why it needs none, \
                     `#[api(unbounded = \"why\")]`"
                )
            }
        };
        errors.add(ty, place, help);
    }

    fn demand_keys(&self, key: &Type, errors: &mut Errors) {
        if !self.waived && !self.keys {
            errors.add(
                key,
                format_args!("the keys of `{}` have no upper bound", self.field),
                "say how many bytes they may have, `#[api(keys = 64)]`, or why they need no \
                 bound, `#[api(unbounded = \"why\")]`",
            );
        }
    }
}

//! A value as it stands in an attribute or in a file: what it is, and how it is passed on.

use hardpoint_policy::setting::{Value, Whole};
use proc_macro2::{Literal as Token, TokenStream};
use quote::quote;
use syn::{Expr, ExprLit, ExprUnary, Lit, UnOp};

use crate::paths::Runtime;

/// A value that is the same wherever it is looked at.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Literal {
    /// Text that stands for a value of any kind.
    Word(String),
    /// Text that is text.
    Text(String),
    Whole(Whole),
    Fraction(f64, String),
    Switch(bool),
    Date(String),
    List(Vec<Literal>),
    Table,
}

impl Literal {
    /// The value of an expression that is a literal, or a list of them.
    pub(crate) fn read(value: &Expr) -> Option<Self> {
        match value {
            Expr::Lit(ExprLit { lit, .. }) => Self::of(lit, false),
            Expr::Unary(ExprUnary {
                op: UnOp::Neg(_),
                expr,
                ..
            }) => match &**expr {
                Expr::Lit(ExprLit { lit, .. }) => Self::of(lit, true),
                _ => None,
            },
            Expr::Array(list) => {
                let items = list.elems.iter().map(Self::read);
                items.collect::<Option<_>>().map(Self::List)
            }
            // A value that another macro has passed on may stand in an invisible group.
            Expr::Group(group) => Self::read(&group.expr),
            _ => None,
        }
    }

    fn of(lit: &Lit, is_negative: bool) -> Option<Self> {
        Some(match lit {
            Lit::Str(text) if !is_negative => Self::Word(text.value()),
            Lit::Char(one) if !is_negative => Self::Word(one.value().to_string()),
            Lit::Bool(said) if !is_negative => Self::Switch(said.value),
            Lit::Int(number) if number.suffix().is_empty() => {
                let size = number.base10_digits().parse().ok()?;
                Self::Whole(Whole::new(is_negative, size))
            }
            Lit::Float(number) if number.suffix().is_empty() => {
                let sign = if is_negative { "-" } else { "" };
                let text = format!("{sign}{}", number.base10_digits());
                Self::Fraction(text.parse().ok()?, text)
            }
            _ => return None,
        })
    }

    /// The same with numbers in text written as numbers: no constant can read them from text.
    pub(crate) fn with_numbers(self, is_list: bool) -> Self {
        let number = |text: &str| {
            let number = text.trim_ascii().parse().ok()?;
            Some(Self::Fraction(number, text.trim_ascii().to_owned()))
        };
        let read = match &self {
            Self::Word(text) if !is_list => number(text),
            Self::Word(text) if !text.trim_ascii().is_empty() => {
                let items = text.split(',').map(number);
                items.collect::<Option<_>>().map(Self::List)
            }
            _ => None,
        };
        read.unwrap_or(self)
    }

    /// How it is written where there are no quotes.
    pub(crate) fn shown(&self) -> String {
        self.with(|value| value.text().into_owned())
    }

    /// Hands it over as the rules take it.
    pub(crate) fn with<R>(&self, take: impl FnOnce(&Value<'_>) -> R) -> R {
        match self {
            Self::List(items) => {
                let items: Vec<_> = items.iter().map(Self::value).collect();
                take(&Value::List(&items))
            }
            single => take(&single.value()),
        }
    }

    /// No setting is a list of lists, so what is in an inner one makes no difference.
    pub(crate) fn value(&self) -> Value<'_> {
        match self {
            Self::Word(text) => Value::Word(text),
            Self::Text(text) => Value::Text(text),
            Self::Whole(number) => Value::Whole(*number),
            Self::Fraction(number, text) => Value::Fraction(*number, text),
            Self::Switch(said) => Value::Switch(*said),
            Self::Date(text) => Value::Date(text),
            Self::List(_) => Value::List(&[]),
            Self::Table => Value::Table,
        }
    }

    /// The code of the value.
    pub(crate) fn tokens(&self, rt: &Runtime) -> TokenStream {
        let value = quote!(#rt::settings::Value);
        match self {
            Self::Word(text) => quote!(#value::Word(#text)),
            Self::Text(text) => quote!(#value::Text(#text)),
            Self::Whole(number) => {
                let (is_negative, size) = (number.is_negative(), number.size());
                let size = Token::u128_unsuffixed(size);
                quote!(#value::Whole(#rt::settings::Whole::new(#is_negative, #size)))
            }
            Self::Fraction(number, text) => {
                let number = fraction(*number);
                quote!(#value::Fraction(#number, #text))
            }
            Self::Switch(said) => quote!(#value::Switch(#said)),
            Self::Date(text) => quote!(#value::Date(#text)),
            Self::List(items) => {
                let items = items.iter().map(|item| item.tokens(rt));
                quote!(#value::List(&[#(#items),*]))
            }
            Self::Table => quote!(#value::Table),
        }
    }
}

/// No literal is written for what is no number.
fn fraction(number: f64) -> TokenStream {
    if number.is_nan() {
        quote!(::core::primitive::f64::NAN)
    } else if number.is_infinite() {
        let sign = (number < 0.0).then(|| quote!(-));
        quote!(#sign ::core::primitive::f64::INFINITY)
    } else {
        let sign = number.is_sign_negative().then(|| quote!(-));
        let number = Token::f64_suffixed(number.abs());
        quote!(#sign #number)
    }
}

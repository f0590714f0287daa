//! An index of a page's elements, made in one walk: which elements have a name, a class, an id, an attribute, and which stand in
//! parts of the page about other products.

use ego_tree::NodeId;
use ego_tree::iter::Edge;
use foldhash::{HashMap, HashSet};
use scraper::node::Element;
use scraper::{ElementRef, Html, Node};

use super::css::{Css, CssKey};
use super::others;

/// The place of an element among all, in document order.
type Place = u32;

/// The elements of a page by their names. An element's place is its number in document order.
#[derive(Default)]
pub(super) struct Index {
    /// The elements in document order.
    elements: Vec<NodeId>,
    by_tag: HashMap<String, Vec<Place>>,
    by_class: HashMap<String, Vec<Place>>,
    by_id: HashMap<String, Vec<Place>>,
    by_attribute: HashMap<String, Vec<Place>>,
    /// By the whole text of the attribute: pages have many elements and few such texts.
    by_classes: HashMap<String, Vec<Place>>,
    /// Those whose own text has a digit.
    with_digits: Vec<NodeId>,
    have_digits: HashSet<NodeId>,
    /// Those about other products, with all that stands in them.
    of_others: HashSet<NodeId>,
}

impl Index {
    /// Walks a document once.
    pub(super) fn of(html: &Html) -> Self {
        let mut index = Self::default();
        // The outermost open element that is about other products.
        let mut about_others = None;
        // What holds a heading of other products: they stand behind it.
        let mut behind_heading = None;
        for edge in html.tree.root().traverse() {
            match edge {
                Edge::Open(node) => match node.value() {
                    Node::Element(element) => {
                        let Ok(place) = Place::try_from(index.elements.len()) else { break };
                        if about_others.is_none() && others::is_about_others(element) {
                            about_others = Some(node.id());
                        }
                        let is_heading = is_heading(element);
                        // Another heading there begins something else.
                        let holder = node.parent().map(|holder| holder.id());
                        behind_heading = behind_heading.filter(|known| !is_heading || Some(*known) != holder);
                        if is_heading && ElementRef::wrap(node).is_some_and(others::is_about_what_follows) {
                            behind_heading = behind_heading.or(holder);
                        }
                        index.add(node.id(), place, element);
                        if about_others.is_some() || behind_heading.is_some() {
                            index.of_others.insert(node.id());
                        }
                    }
                    Node::Text(text) if has_digit(text) => {
                        let holder = node.parent().map(|holder| holder.id());
                        index.with_digits.extend(holder.filter(|holder| index.have_digits.insert(*holder)));
                    }
                    _ => {}
                },
                Edge::Close(node) => {
                    about_others = about_others.filter(|outermost| *outermost != node.id());
                    if behind_heading == Some(node.id()) {
                        // A box around the heading alone is a part of the heading.
                        let is_box = node.children().filter(|child| child.value().is_element()).count() == 1;
                        behind_heading = node.parent().filter(|_| is_box).map(|holder| holder.id());
                    }
                }
            }
        }
        index
    }

    fn add(&mut self, id: NodeId, place: Place, element: &Element) {
        self.elements.push(id);
        push(&mut self.by_tag, element.name(), place);
        for (name, value) in element.attrs() {
            push(&mut self.by_attribute, name, place);
            match name {
                "class" => push(&mut self.by_classes, value, place),
                "id" => push(&mut self.by_id, value, place),
                _ => {}
            }
        }
        element.classes().for_each(|class| push(&mut self.by_class, class, place));
    }

    /// The elements that a selector may select, each once, in document order.
    pub(super) fn candidates(&self, css: &Css) -> impl Iterator<Item = NodeId> + '_ {
        let mut places = Vec::new();
        for alternative in css.alternatives() {
            if alternative.around.iter().any(|key| self.named(key).is_empty()) {
                continue;
            }
            if alternative.key == CssKey::Any {
                places = (0..).take(self.elements.len()).collect();
                break;
            }
            places.extend_from_slice(self.named(&alternative.key));
        }
        if css.has_class_parts() {
            let named = self.by_classes.iter().filter(|(class, _)| css.matches_class(class));
            named.for_each(|(_, these)| places.extend_from_slice(these));
        }
        // One list is in order already.
        if css.alternatives().len() > 1 || css.has_class_parts() {
            places.sort_unstable();
            places.dedup();
        }
        places.into_iter().filter_map(|place| self.at(place))
    }

    /// The elements with a name; none for [`CssKey::Any`].
    fn named(&self, key: &CssKey) -> &[Place] {
        let (map, name) = match key {
            CssKey::Class(name) => (&self.by_class, name),
            CssKey::Id(name) => (&self.by_id, name),
            CssKey::Attribute(name) => (&self.by_attribute, name),
            CssKey::Tag(name) => (&self.by_tag, name),
            CssKey::Any => return &[],
        };
        map.get(name.as_str()).map_or(&[], Vec::as_slice)
    }

    /// The elements whose own text has a digit, in the order of those digits.
    pub(super) fn with_digits(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.with_digits.iter().copied()
    }

    pub(super) fn has_own_digit(&self, element: NodeId) -> bool {
        self.have_digits.contains(&element)
    }

    pub(super) fn is_of_other_product(&self, element: NodeId) -> bool {
        self.of_others.contains(&element)
    }

    fn at(&self, place: Place) -> Option<NodeId> {
        self.elements.get(usize::try_from(place).ok()?).copied()
    }
}

/// Whether a text has a digit, of any script.
fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit()) || !text.is_ascii() && text.chars().any(char::is_numeric)
}

/// Whether an element is the heading of a part of the page.
fn is_heading(element: &Element) -> bool {
    matches!(element.name(), "h2" | "h3" | "h4" | "h5")
}

fn push(map: &mut HashMap<String, Vec<Place>>, name: &str, place: Place) {
    match map.get_mut(name) {
        Some(places) => places.push(place),
        None => {
            map.insert(name.to_owned(), vec![place]);
        }
    }
}

//! A drawing as part of a page: it scales, takes the page's colours and font, and says what it shows.

use super::{Canvas, Ink, Plot, svg};
use crate::report::ReportError;

/// At which widths of the page a drawing is shown; a class of the page's style sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Variant {
    Wide,
    Narrow,
    Always,
}

/// The plot as an `svg` element that says `what` it shows.
///
/// # Errors
///
/// [`ReportError::Drawing`] when the drawing library fails.
pub(in crate::report) fn inline(
    plot: &Plot,
    canvas: Canvas,
    variant: Variant,
    what: &str,
) -> Result<String, ReportError> {
    Ok(adapted(&svg(plot, canvas)?, canvas, variant, what))
}

/// The drawing's attributes hold nothing but what the library writes: texts stand between tags, with their quotation marks
/// escaped, so no label is changed.
fn adapted(drawing: &str, canvas: Canvas, variant: Variant, what: &str) -> String {
    let class = match variant {
        Variant::Wide => "plot wide",
        Variant::Narrow => "plot narrow",
        Variant::Always => "plot",
    };
    let what = escaped(what);
    let head = format!(
        "<svg class=\"{class}\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{what}\">\n<title>{what}</title>\n",
        canvas.width * canvas.scale,
        canvas.height * canvas.scale
    );
    let (_, body) = drawing.split_once(">\n").unwrap_or(("", drawing));
    let mut page = head + body;
    for ink in Ink::ALL {
        page = page.replace(&format!("\"{}\"", ink.hex()), &format!("\"var({})\"", ink.variable()));
    }
    page.replace("\"#FFFFFF\"", "\"none\"")
        .replace(" font-family=\"sans-serif\"", "")
        .replace(" opacity=\"1\"", "")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::super::{Axis, Layer, Shape};
    use super::*;

    fn plot(label: &str) -> Plot {
        let axis = || Axis::new("ms".to_owned(), 4.0, 4, |value| value.to_string());
        let layers = vec![Layer {
            label: Some(label.to_owned()),
            ink: Ink::Blue,
            shape: Shape::Lines(vec![vec![(0.0, 1.0), (4.0, 3.0)]], 2),
        }];
        Plot { x: axis(), y: axis(), right: None, layers }
    }

    #[test]
    fn it_takes_the_colours_and_the_font_of_its_page() {
        let page = inline(&plot("p50"), Canvas::NARROW, Variant::Narrow, "Speed & <load>").unwrap();
        assert!(page.starts_with(
            "<svg class=\"plot narrow\" viewBox=\"0 0 720 600\" role=\"img\" aria-label=\"Speed &amp; &lt;load&gt;\">\n\
             <title>Speed &amp; &lt;load&gt;</title>\n"
        ));
        for absent in ["\"#", "http:", "font-family", "width=\"720\" height=\"600\" viewBox"] {
            assert!(!page.contains(absent), "{absent} in {page}");
        }
        for present in
            ["stroke=\"var(--blue)\"", "stroke-dasharray=\"14 8\"", "fill=\"var(--ink)\"", "</svg>"]
        {
            assert!(page.contains(present), "{present} not in {page}");
        }
    }

    #[test]
    fn labels_stay_what_they_are() {
        let page = inline(&plot("\"#0072B2\" </text><script>"), Canvas::WIDE, Variant::Wide, "x").unwrap();
        assert!(page.contains("&quot;#0072B2&quot; &lt;/text&gt;&lt;script&gt;"));
    }
}

// What PrestaShop's own script does when "add to cart" is pressed: ask for JSON, then for the pop-up.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.querySelector("[data-button-action='add-to-cart']")) return;
  event.preventDefault();
  const headers = { "X-Requested-With": "XMLHttpRequest" };
  const fields = new URLSearchParams(new FormData(form));
  fields.set("add", "1");
  fields.set("action", "update");
  const added = await fetch(form.action, {
    method: "POST",
    headers: { ...headers, Accept: "application/json, text/javascript, */*; q=0.01" },
    body: fields,
  }).then((answer) => answer.json());
  if (added.hasError) return window.alert(added.errors.join("\n"));
  const block = document.querySelector(".blockcart");
  const shown = await fetch(block.dataset.refreshUrl, {
    method: "POST",
    headers,
    body: new URLSearchParams({
      id_customization: "0",
      id_product: added.id_product,
      id_product_attribute: added.id_product_attribute,
      action: "add-to-cart",
    }),
  }).then((answer) => answer.json());
  block.parentElement.outerHTML = shown.preview;
});

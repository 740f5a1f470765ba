// The shop's own script: tells the contact centre what is in the cart. The tracker hears it once it is there, if ever.
window.ContactCenterCalls = window.ContactCenterCalls || [];
addEventListener("DOMContentLoaded", tell);
if (document.body) tell();

function tell() {
  const cart = document.body.dataset.cart;
  delete document.body.dataset.cart;
  if (cart) window.ContactCenterCalls.push(["cart", JSON.parse(cart)]);
}

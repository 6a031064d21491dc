// The bundle comes from an installed package, so that the page opens without the internet.
window.SwaggerUIBundle({
  url: "/docs/openapi.json",
  dom_id: "#reference",
  deepLinking: true,
  validatorUrl: null,
});

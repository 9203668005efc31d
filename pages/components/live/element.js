// A DOM element with its attributes and children; every component's script has it.
function element(tag, options = {}, ...children) {
  const { text, class: name, ...attributes } = options;
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text !== undefined) node.textContent = text;
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter(Boolean));
  return node;
}

// The same of an SVG, whose attributes are all set.
function shape(tag, options = {}, ...children) {
  const { text, ...attributes } = options;
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text !== undefined) node.textContent = text;
  node.append(...children.filter((one) => one !== null));
  return node;
}

/** Light and dark by the reader's preference. */
export const docsStyle = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); --get: #0f5f5c; --post: #8a4b08; }
@media (prefers-color-scheme: dark) { :root { --get: #63c7bf; --post: #f0b072; } }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; display: grid; grid-template-columns: 17rem minmax(0, 1fr); }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1rem; border-right: 1px solid var(--line); font-size: .875rem; }
nav h2 { font-size: .875rem; margin: 1rem 0 .25rem; }
nav ul { list-style: none; margin: 0; padding: 0 0 0 .5rem; }
main { padding: 1.5rem 2rem 6rem; max-width: 60rem; }
.lead { white-space: pre-line; }
h3 { font-size: 1rem; margin: 0 0 .25rem; overflow-wrap: anywhere; }
section { border-top: 1px solid var(--line); padding: 1rem 0; scroll-margin-top: 1rem; }
section:target { outline: 2px solid currentColor; outline-offset: 6px; }
.get { color: var(--get); } .post { color: var(--post); }
code { font: .875em ui-monospace, monospace; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; font-size: .875rem; }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; border-top: 1px solid var(--line); font-weight: normal; }
.codes { font-size: .875rem; }
p { margin: .25rem 0 .5rem; }
a { color: inherit; }
@media (max-width: 50rem) { body { display: block; } nav { position: static; height: auto; border: 0; } main { padding: 1rem; } }
`;

"""The templates and the style of both note types: no script, no network, the same on a phone and on a desktop."""

from __future__ import annotations

_HEAD = '<div class="where">{{Lesson}} · {{Level}}</div>\n<div class="question">{{Question}}</div>\n'
_SOURCE = '<div class="source">{{#Source}}Source: {{Source}}{{/Source}}</div>\n'

QUESTION = f'<div class="bh">{_HEAD}</div>'
ANSWER = f'<div class="bh answered">{_HEAD}<hr id="answer">{{{{Answer}}}}{_SOURCE}</div>'
CLOZE_QUESTION = f'<div class="bh">{_HEAD}{{{{cloze:Text}}}}</div>'
CLOZE_ANSWER = f'<div class="bh answered">{_HEAD}{{{{cloze:Text}}}}{_SOURCE}</div>'

CSS = """
.card { font-family: Inter, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; font-size: 17px;
  line-height: 1.5; text-align: left; color: #1f2328; background: #ffffff; margin: 0; padding: 14px; }
.bh { max-width: 44em; margin: 0 auto; overflow-wrap: anywhere; }
.bh .where { font-size: 0.78em; color: #59636e; margin-bottom: 0.7em; }
.bh .question { font-size: 1.15em; font-weight: 600; line-height: 1.35; margin-bottom: 0.8em; }
.bh .question .points { font-size: 0.87em; font-weight: 400; margin-top: 1em; }
.bh p { margin: 0 0 0.7em; }
.bh ul, .bh ol { margin: 0 0 0.7em; padding-left: 1.4em; }
.bh li { margin: 0.2em 0; }
.bh code, .bh kbd { font-family: "JetBrains Mono", ui-monospace, Menlo, Consolas, monospace; font-size: 0.88em;
  background: #eceff3; border-radius: 4px; padding: 0.08em 0.3em; }
.bh pre { background: #f6f8fa; border: 1px solid #d9dee4; border-radius: 7px; padding: 0.7em 0.9em; margin: 0 0 0.8em;
  overflow-x: auto; line-height: 1.4; }
.bh pre code { background: none; padding: 0; font-size: 0.84em; white-space: pre-wrap; }
.bh .wide { overflow-x: auto; margin: 0 0 0.8em; }
.bh table { border-collapse: collapse; min-width: 60%; font-size: 0.92em; overflow-wrap: normal; }
.bh th, .bh td { border: 1px solid #d9dee4; padding: 0.35em 0.6em; text-align: left; vertical-align: top; }
.bh td { min-width: 5.5em; }
.bh td code { overflow-wrap: anywhere; }
.bh th { background: #f6f8fa; font-weight: 600; }
.bh .callout { border-left: 4px solid #0b65c2; background: #eff6ff; border-radius: 6px; padding: 0.55em 0.8em;
  margin: 0.8em 0; }
.bh .callout p:last-child { margin-bottom: 0; }
.bh .callout.trap { border-color: #c21f2b; background: #fff1f0; }
.bh .callout.tip { border-color: #18722f; background: #effbf1; }
.bh .callout.follow-up { border-color: #6f42c1; background: #f6f1ff; }
.bh .callout.warning { border-color: #8a5b00; background: #fff8e5; }
.bh blockquote { border-left: 4px solid #d9dee4; margin: 0.8em 0; padding: 0.1em 0.8em; }
.bh hr { border: none; height: 1px; background: #d9dee4; margin: 0.9em 0; }
.bh hr:has(+ .source) { display: none; }
.bh img { max-width: 100%; height: auto; display: block; margin: 0.6em auto; }
.bh ul.points { list-style: none; padding: 0; }
.bh .points label { display: flex; gap: 0.7em; align-items: flex-start; border: 1px solid #d9dee4; border-radius: 7px;
  padding: 0.5em 0.7em; margin: 0.4em 0; cursor: pointer; }
.bh .points input { flex: none; width: 1.2em; height: 1.2em; margin: 0.15em 0 0; accent-color: #0b65c2; }
.bh .points .essential > span::after { content: " \\2605"; color: #0b65c2; }
.bh .points label:has(input:checked) { border-color: #0b65c2; background: #eff6ff; }
.bh .why { display: none; color: #59636e; font-size: 0.9em; }
.bh .points input:checked ~ span .why, .bh.answered .why { display: block; }
.bh .points .right:has(input:checked), .bh.answered .options .right { border-color: #1a7f37; background: #effbf1; }
.bh .options .wrong:has(input:checked) { border-color: #cf222e; background: #fff1f0; }
.bh .source { font-size: 0.8em; color: #59636e; margin-top: 1em; }
.bh .cloze { font-weight: 600; color: #0b65c2; background: #e3effc; border-radius: 4px; padding: 0 0.25em; }
.bh a { color: #0b65c2; }
.bh .keyword { color: #a0187e; } .bh .string { color: #b3261e; } .bh .number { color: #1c3fbf; }
.bh .comment { color: #4d6b3c; } .bh .name { color: #6f5200; }
.nightMode.card, .nightMode .card, .night_mode.card, .night_mode .card { color: #e3e7ec; background: #16191d;
  color-scheme: dark; }
""" + "\n".join(
    f".nightMode {selector}, .night_mode {selector} {{ {rules} }}"
    for selector, rules in (
        (".bh .where", "color: #9aa4af;"),
        (".bh .source", "color: #9aa4af;"),
        (".bh .why", "color: #9aa4af;"),
        (".bh code", "background: #2b323b;"),
        (".bh kbd", "background: #2b323b;"),
        (".bh pre", "background: #1f242b; border-color: #353c45;"),
        (".bh pre code", "background: none;"),
        (".bh th", "background: #1f242b; border-color: #353c45;"),
        (".bh td", "border-color: #353c45;"),
        (".bh hr", "background: #353c45;"),
        (".bh blockquote", "border-color: #353c45;"),
        (".bh .callout", "background: #18243a; border-color: #6cb0ff;"),
        (".bh .callout.trap", "background: #2c1d20; border-color: #ff7b74;"),
        (".bh .callout.tip", "background: #18271d; border-color: #4cc26a;"),
        (".bh .callout.follow-up", "background: #241d33; border-color: #c3a0ff;"),
        (".bh .callout.warning", "background: #2b2517; border-color: #e0a82e;"),
        (".bh .points label", "border-color: #353c45;"),
        (".bh .points .essential > span::after", "color: #6cb0ff;"),
        (".bh .points label:has(input:checked)", "border-color: #6cb0ff; background: #18243a;"),
        (".bh .points .right:has(input:checked)", "border-color: #4cc26a; background: #18271d;"),
        (".bh.answered .options .right", "border-color: #4cc26a; background: #18271d;"),
        (".bh .options .wrong:has(input:checked)", "border-color: #ff7b74; background: #2c1d20;"),
        (".bh .cloze", "color: #6cb0ff; background: #1d3350;"),
        (".bh a", "color: #6cb0ff;"),
        # A picture is drawn for paper: at night it stands on a sheet of it.
        (".bh img", "background: #ffffff; border-radius: 7px; padding: 6px; box-sizing: border-box;"),
        (".bh .keyword", "color: #ff8fc7;"),
        (".bh .string", "color: #a5d6ff;"),
        (".bh .number", "color: #8ab8ff;"),
        (".bh .comment", "color: #93a892;"),
        (".bh .name", "color: #e3c078;"),
    )
)

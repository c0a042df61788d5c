/**
 * Whether a SyncML document, XML or WBXML, follows the content models of its DTD: which children, how often, in which order, and no attributes.
 * The models are in syncml-dtd-models.ts.
 */
import { LIMITS } from '../limits.js';
import type { Element, Finding, WireDocument } from './document.js';
import { CONTENT_MODELS, type ContentModel, METINF_NS, SYNCML_NS } from './syncml-dtd-models.js';

const XMLNS = 'http://www.w3.org/2000/xmlns/';

export const CONTENT_FINDINGS = {
  'dtd-root': 'the root is not SyncML',
  'dtd-namespace': 'the element is in another namespace',
  'dtd-undeclared': 'no such element is declared',
  'dtd-unexpected': 'the element may not stand here',
  'dtd-missing': 'a needed element is missing',
  'dtd-order': 'the element stands too late',
  'dtd-repeated': 'the element may stand only once',
  'dtd-attribute': 'no such attribute is declared',
  'dtd-text': 'there is text where only elements, or nothing, may be',
} as const;

export type ContentFindingCode = keyof typeof CONTENT_FINDINGS;

export interface ContentFinding extends Finding {
  readonly code: ContentFindingCode;
  /** First octet after what is wrong. */
  readonly to: number;
  /** Of the element that is wrong, or that lacks something: `/SyncML/SyncBody/Status[2]`. */
  readonly path: string;
}

/**
 * Every deviation, in document order, at most LIMITS.findings; empty means that the document conforms. Elements of foreign namespaces inside
 * Meta and Data are let be. `at` and `to` are the element or attribute that is wrong; for a missing
 * element, the start tag of its parent.
 */
export function checkContentModel(document: WireDocument): ContentFinding[] {
  const { root, octets } = document;
  if (!root) return [{ code: 'dtd-root', at: 0, to: octets.length, message: 'there is no root element', path: '/' }];
  const check = new Check();
  if (root.name !== 'SyncML') check.add('dtd-root', root, root.name);
  else {
    if (root.ns !== SYNCML_NS) check.add('dtd-namespace', root, `"${root.ns}", wanted "${SYNCML_NS}"`);
    check.element(root, SYNCML_NS);
  }
  return check.findings.sort((a, b) => a.at - b.at);
}

/** Path of an element; `[n]` counts from 1 where a name stands more than once. */
function pathOf(element: Element): string {
  const { parent, name } = element;
  if (!parent) return `/${name}`;
  const same = parent.children.filter((c) => c.name === name);
  return `${pathOf(parent)}/${name}${same.length > 1 ? `[${same.indexOf(element) + 1}]` : ''}`;
}

class Check {
  readonly findings: ContentFinding[] = [];

  add(code: ContentFindingCode, element: Element, detail: string, range: { from: number; to: number } = element): void {
    if (this.findings.length >= LIMITS.findings) return;
    const path = pathOf(element);
    this.findings.push({ code, at: range.from, to: range.to, message: `${path}: ${CONTENT_FINDINGS[code]}: ${detail}`, path });
  }

  /** `ns` is the namespace whose models count here: what the element's place wants, whatever it says. */
  element(element: Element, ns: string): void {
    const model = CONTENT_MODELS.get(ns)?.get(element.name);
    if (!model) {
      this.add('dtd-undeclared', element, `"${ns}" has no ${element.name}`);
      return;
    }
    this.#attributes(element);
    switch (model.kind) {
      case 'any':
        this.#any(element);
        return;
      case 'empty':
      case 'text':
        if (model.kind === 'empty') this.#noText(element, false);
        for (const child of element.children) this.add('dtd-unexpected', child, `${element.name} has no child elements`);
        return;
      case 'elements':
        this.#noText(element, true);
        this.#children(element, model);
        for (const child of element.children) {
          if (!model.particles.some((p) => p.names.includes(child.name))) continue;
          // A wrong namespace that is inherited was said where it began.
          if (child.ns !== ns && child.ns !== element.ns) this.add('dtd-namespace', child, `"${child.ns}", wanted "${ns}"`);
          this.element(child, ns);
        }
    }
  }

  /** Meta and Data: what is declared is checked, what is foreign is let be. */
  #any(element: Element): void {
    for (const child of element.children) {
      const isMetinf = CONTENT_MODELS.get(METINF_NS)!.has(child.name);
      if (element.name === 'Meta' && isMetinf) {
        if (child.ns !== METINF_NS) this.add('dtd-namespace', child, `"${child.ns}", wanted "${METINF_NS}"`);
        this.element(child, METINF_NS);
      } else if (CONTENT_MODELS.has(child.ns)) this.element(child, child.ns);
    }
  }

  #children(element: Element, model: ContentModel & { kind: 'elements' }): void {
    const { particles } = model;
    const counts = particles.map(() => 0);
    let latest = 0;
    for (const child of element.children) {
      const index = particles.findIndex((p) => p.names.includes(child.name));
      if (index < 0) {
        this.add('dtd-unexpected', child, `${element.name} has ${model.written}`);
        continue;
      }
      const particle = particles[index]!;
      counts[index]! += 1;
      if (counts[index]! > 1 && !particle.isRepeatable) this.add('dtd-repeated', child, `${element.name} has ${model.written}`);
      else if (index < latest && model.isOrdered) this.add('dtd-order', child, `${element.name} has ${model.written}`);
      latest = Math.max(latest, index);
    }
    for (const [index, particle] of particles.entries()) {
      if (counts[index] === 0 && particle.isNeeded) {
        this.add('dtd-missing', element, particle.names.join(' or '), { from: element.from, to: Math.max(element.contentFrom, element.from + 1) });
      }
    }
  }

  /**
   * The DTDs declare no attribute, and XML wants what begins with `xml:` declared like any other (XML 1.0, 2.10 and 2.12). Declarations of
   * namespaces are in all messages (Sessionless Reporting, 5.3) and no business of a DTD, which knows no namespaces.
   */
  #attributes(element: Element): void {
    for (const attribute of element.attributes) {
      if (/^xmlns(:|$)/.test(attribute.name) || attribute.ns === XMLNS) continue;
      this.add('dtd-attribute', element, attribute.name, attribute);
    }
  }

  #noText(element: Element, allowsSpace: boolean): void {
    for (const piece of element.pieces) {
      const isText = piece.form !== 'comment' && piece.form !== 'pi';
      if (allowsSpace && (!isText || (piece.form !== 'cdata' && /^[ \t\r\n]*$/.test(piece.text)))) continue;
      this.add('dtd-text', element, `${element.name} ${allowsSpace ? 'has only child elements' : 'is empty by definition'}`, piece);
      return;
    }
  }
}

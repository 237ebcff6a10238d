// SPDX-License-Identifier: Apache-2.0
import {css, html, nothing} from 'lit';
import {QwcHotReloadElement} from 'qwc-hot-reload-element';
import {JsonRpc} from 'jsonrpc';
import 'qui-badge';
import '@qomponent/qui-card';

const EVERY_MILLIS = 1000;
const LEVELS = {live: 'success', waiting: 'contrast', suspended: 'contrast'};

/** The segments that the routes read and write. Nothing is asked for while the page is not shown. */
export class QwcShmframeSegments extends QwcHotReloadElement {
  jsonRpc = new JsonRpc(this);

  static properties = {
    _segments: {state: true},
    _pictures: {state: true},
    _trouble: {state: true},
  };

  static styles = css`
    :host { display: flex; flex-wrap: wrap; align-items: flex-start; gap: 12px; padding: 12px; overflow: auto; }
    .content { display: flex; flex-direction: column; gap: 12px; padding: 12px; width: 320px; }
    figure { margin: 0; }
    img { display: block; max-width: 320px; border-radius: 4px; }
    .none {
      display: grid; place-items: center; width: 320px; height: 120px; text-align: center;
      color: var(--lumo-secondary-text-color); background: var(--lumo-contrast-5pct); border-radius: 4px;
    }
    figcaption, .message { padding-top: 6px; margin: 0; font-size: var(--lumo-font-size-s); overflow-wrap: anywhere; }
    .message { color: var(--lumo-error-text-color); }
    table { border-collapse: collapse; font-size: var(--lumo-font-size-s); }
    th { padding: 2px 12px 2px 0; white-space: nowrap; text-align: left; font-weight: normal; color: var(--lumo-secondary-text-color); }
    td { font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
    th, td { vertical-align: top; }
  `;

  constructor() {
    super();
    this._segments = undefined;
    this._pictures = {};
    this._trouble = '';
  }

  connectedCallback() {
    super.connectedCallback();
    this._shown = true;
    this._look();
  }

  disconnectedCallback() {
    this._shown = false;
    clearTimeout(this._timer);
    super.disconnectedCallback();
  }

  hotReload() {
    clearTimeout(this._timer);
    this._look();
  }

  /** One round after the other: a slow answer makes the rounds rarer, not longer. */
  async _look() {
    if (!this._shown) {
      return;
    }
    const round = this._round = {};
    try {
      const segments = (await this.jsonRpc.segments()).result;
      const pictures = {};
      for (const {id} of segments) {
        if (this._shown && this._round === round) {
          pictures[id] = (await this.jsonRpc.picture({id})).result;
        }
      }
      this._segments = segments;
      this._pictures = pictures;
      this._trouble = '';
    } catch (error) {
      this._trouble = `The application does not answer: ${error?.error?.message ?? error}`;
    }
    if (this._shown && this._round === round) {
      this._timer = setTimeout(() => this._look(), EVERY_MILLIS);
    }
  }

  render() {
    if (this._trouble) {
      return html`<p class="message" role="alert">${this._trouble}</p>`;
    }
    if (!this._segments) {
      return html`<p>Looking at the segments</p>`;
    }
    return this._segments.length
      ? this._segments.map(segment => this._card(segment))
      : html`<p>No route reads or writes a segment at the moment.</p>`;
  }

  _card(segment) {
    const geometry = segment.header ?? {};
    const size = geometry.width ? ` ${geometry.width} x ${geometry.height}` : '';
    return html`
      <qui-card header="${segment.id}">
        <div slot="content" class="content" data-id="${segment.id}" data-state="${segment.state}">
          <figure>
            ${this._picture(segment)}
            <figcaption>
              <qui-badge level="${LEVELS[segment.state] ?? 'error'}" small><span>${segment.state}</span></qui-badge>
              ${segment.direction}${size}
            </figcaption>
            ${segment.message ? html`<p class="message">${segment.message}</p>` : nothing}
          </figure>
          <table>
            ${this._row('Segment', segment.segment)}
            ${this._row('Route', segment.route)}
            ${this._row('Layout', segment.layout)}
            ${this._row('Header', Object.entries(geometry).map(([name, value]) => `${name}=${value}`).join(', '))}
            ${this._row('Frames', segment.framesDelivered ?? segment.framesWritten)}
            ${this._row('Frames per second', segment.framesPerSecond)}
            ${this._row('Age at delivery', segment.ageMs, ' ms')}
            ${this._row('Silent for', segment.silenceMs, ' ms')}
            ${this._row('Missed', segment.framesMissed)}
            ${this._row('Torn looks', segment.looksTorn)}
            ${this._row('Invalid', segment.framesInvalid)}
            ${this._row('Reattached', segment.reattached)}
            ${this._row('Failed', segment.framesFailed)}
            ${this._row('Bytes of a frame', segment.frameBytes)}
          </table>
        </div>
      </qui-card>`;
  }

  _picture({id}) {
    const picture = this._pictures[id] ?? {};
    return picture.image
      ? html`<img src="${picture.image}" alt="The frame that is in the segment of ${id}">`
      : html`<div class="none">${picture.reason ?? 'No picture'}</div>`;
  }

  _row(name, value, unit = '') {
    return value === undefined || value === null || value === ''
      ? nothing
      : html`<tr><th scope="row">${name}</th><td>${value}${unit}</td></tr>`;
  }
}

customElements.define('qwc-shmframe-segments', QwcShmframeSegments);

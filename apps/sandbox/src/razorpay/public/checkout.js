/* Stand-in for the provider's checkout.js: same class, same options, same callbacks, no real money. */
{
  const HOME = new URL(document.currentScript.src).origin;
  const SOURCE = 'holdfast-sandbox-checkout';
  const REQUIRED = ['key', 'amount', 'currency', 'name', 'order_id'];

  class Razorpay {
    constructor(options) {
      const missing = REQUIRED.filter((name) => options?.[name] === undefined || options[name] === '');
      if (missing.length > 0) throw new Error(`Razorpay: missing option ${missing.join(', ')}`);
      this.options = options;
      this.listeners = new Map();
      this.overlay = null;
      this.onMessage = this.onMessage.bind(this);
      this.onKey = this.onKey.bind(this);
    }

    on(event, listener) {
      const known = this.listeners.get(event) ?? [];
      this.listeners.set(event, [...known, listener]);
      return this;
    }

    open() {
      if (this.overlay !== null) return;
      this.focusBefore = document.activeElement;
      this.scrollBefore = document.documentElement.style.overflow;
      document.documentElement.style.overflow = 'hidden';
      this.overlay = this.buildOverlay();
      document.body.append(this.overlay);
      window.addEventListener('message', this.onMessage);
      window.addEventListener('keydown', this.onKey);
      this.frame.focus();
      const seconds = Number(this.options.timeout);
      if (seconds > 0) this.timer = setTimeout(() => this.dismiss(), seconds * 1000);
    }

    close() {
      if (this.overlay === null) return;
      clearTimeout(this.timer);
      window.removeEventListener('message', this.onMessage);
      window.removeEventListener('keydown', this.onKey);
      this.overlay.remove();
      this.overlay = null;
      document.documentElement.style.overflow = this.scrollBefore;
      this.focusBefore?.focus?.();
    }

    buildOverlay() {
      const overlay = document.createElement('div');
      overlay.setAttribute('role', 'dialog');
      overlay.setAttribute('aria-modal', 'true');
      overlay.setAttribute('aria-label', 'Sandbox checkout, no real money');
      overlay.className = 'razorpay-container';
      overlay.style.cssText =
        'position:fixed;inset:0;z-index:2147483000;background:rgba(15,23,42,.55);display:flex;align-items:center;justify-content:center';
      this.frame = document.createElement('iframe');
      this.frame.title = 'Sandbox checkout, no real money';
      this.frame.className = 'razorpay-checkout-frame';
      this.frame.src = this.frameUrl();
      this.frame.style.cssText =
        'border:0;width:100%;max-width:420px;height:100%;max-height:640px;background:#fff;border-radius:8px';
      overlay.append(this.frame);
      if (this.options.modal?.backdropclose === true) {
        overlay.addEventListener('click', (event) => {
          if (event.target === overlay) this.dismiss();
        });
      }
      return overlay;
    }

    frameUrl() {
      const { key, order_id: orderId, amount, currency, name, description, prefill } = this.options;
      const url = new URL('/checkout', HOME);
      const given = {
        key_id: key,
        order_id: orderId,
        amount,
        currency,
        name,
        description,
        email: prefill?.email,
        contact: prefill?.contact,
        parent: window.location.origin,
      };
      for (const [label, value] of Object.entries(given)) {
        if (value !== undefined && value !== null && value !== '') url.searchParams.set(label, String(value));
      }
      return url.href;
    }

    onKey(event) {
      if (event.key === 'Escape') this.escape();
    }

    escape() {
      if (this.options.modal?.escape !== false) this.dismiss();
    }

    onMessage(event) {
      if (event.origin !== HOME || event.source !== this.frame.contentWindow) return;
      if (event.data?.source !== SOURCE) return;
      if (event.data.type === 'success') this.succeed(event.data.callback);
      else if (event.data.type === 'failed') this.emit('payment.failed', { error: event.data.error });
      else if (event.data.type === 'dismiss') this.dismiss();
      else if (event.data.type === 'escape') this.escape();
    }

    succeed(callback) {
      this.close();
      if (this.options.callback_url && !this.options.handler)
        this.postTo(this.options.callback_url, callback);
      else this.options.handler?.(callback);
    }

    dismiss() {
      this.close();
      this.options.modal?.ondismiss?.();
    }

    emit(event, detail) {
      for (const listener of this.listeners.get(event) ?? []) listener(detail);
    }

    postTo(action, fields) {
      const form = document.createElement('form');
      form.method = 'POST';
      form.action = action;
      for (const [name, value] of Object.entries(fields)) {
        const input = document.createElement('input');
        input.type = 'hidden';
        input.name = name;
        input.value = value;
        form.append(input);
      }
      document.body.append(form);
      form.submit();
    }
  }

  window.Razorpay = Razorpay;
}

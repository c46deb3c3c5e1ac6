import { armFailPoints, disarmFailPoints } from '@holdfast/core/fail-points';
import { waitUntil } from '@holdfast/testkit/waiting';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { sendFailPoints } from '../../src/whatsapp-web/send/fail-points.ts';
import { always, createRig, logIn, type Rig, timesReceived } from './driver-rig.ts';

let rig: Rig;
let counter = 0;

beforeAll(async () => {
  rig = await createRig();
  await logIn(rig);
});
afterAll(async () => rig.close());
afterEach(async () => {
  rig.sandbox.state.reset();
  rig.sender.resume();
  await waitUntil('the page is ready again', () => rig.session.state() === 'ready');
});

function message(text = 'Your visit is confirmed.', phoneE164 = '+919876543210') {
  counter += 1;
  return { messageId: `msg-${counter}`, phoneE164, text: `${text} Ref ${counter}` };
}

describe('sending through the page', () => {
  test('a message leaves once and comes back with the id of its bubble and a tick', async () => {
    const outgoing = message();
    const outcome = await rig.sender.send(outgoing, always);
    expect(outcome).toMatchObject({
      kind: 'sent',
      proof: { externalId: expect.stringMatching(/^[0-9A-F]{20}$/) },
    });
    expect(rig.sandbox.state.ledger()).toMatchObject([
      { phone: '919876543210', text: outgoing.text, count: 1 },
    ]);
  });

  test('lines, emoji, accents and Devanagari arrive as they were written', async () => {
    const outgoing = message('नमस्ते 👋\n\nTu cita está *confirmada*:\nmañana 10:30');
    expect(await rig.sender.send(outgoing, always)).toMatchObject({ kind: 'sent' });
    expect(rig.sandbox.state.ledger()).toMatchObject([{ text: outgoing.text, count: 1 }]);
  });

  test('nothing is clicked when arming is refused or fails, and the text does not stay behind', async () => {
    const refused = message('Refused.');
    expect(await rig.sender.send(refused, async () => false)).toEqual({
      kind: 'not_clicked',
      reason: 'not_armed',
      retryable: true,
    });
    const broken = message('Broken.');
    const outcome = await rig.sender.send(broken, () => Promise.reject(new Error('the database is away')));
    expect(outcome).toMatchObject({ kind: 'not_clicked', retryable: true });
    const next = message('Next.');
    expect(await rig.sender.send(next, always)).toMatchObject({ kind: 'sent' });
    expect(rig.sandbox.state.ledger().map((row) => row.text)).toEqual([next.text]);
  });

  test('a number that is not on WhatsApp is final and leaves the page usable', async () => {
    rig.sandbox.state.setContact('34600111222', { onWhatsApp: false });
    const outcome = await rig.sender.send(message('Hola.', '+34600111222'), always);
    expect(outcome).toEqual({ kind: 'not_clicked', reason: 'not_on_whatsapp', retryable: false });
    expect(await rig.sender.send(message(), always)).toMatchObject({ kind: 'sent' });
  });

  test('a phone number that is none never reaches the page', async () => {
    const outcome = await rig.sender.send(message('Hello.', '098 76'), always);
    expect(outcome).toEqual({ kind: 'not_clicked', reason: 'not_a_phone_number', retryable: false });
  });

  test('a failed bubble is reported as such, also when an old failure stands above a good one', async () => {
    rig.sandbox.state.behave({ bubble: 'fail', bubbleTimes: 1 });
    expect(await rig.sender.send(message(), always)).toMatchObject({ kind: 'failed_visible' });
    expect(await rig.sender.send(message(), always)).toMatchObject({ kind: 'sent' });
  });

  test('three failed bubbles in a row pause the sender until an operator resumes it', async () => {
    rig.sandbox.state.behave({ bubble: 'fail' });
    for (let i = 0; i < 3; i += 1) await rig.sender.send(message(), always);
    expect(rig.sender.readiness()).toBe('paused');
    expect(rig.pauses.at(-1)).toBe('failures_in_a_row');
    expect(await rig.sender.send(message(), always)).toMatchObject({
      kind: 'not_clicked',
      reason: 'sender_paused',
    });
    rig.sender.resume();
    expect(rig.sender.readiness()).toBe('ready');
  });

  test('a clock that never becomes a tick is unknown, and looking it up later does not send it again', async () => {
    rig.config.timings.tickMs = 600;
    rig.sandbox.state.behave({ bubble: 'clock', bubbleTimes: 1 });
    const outgoing = message();
    const armedAt = new Date();
    expect(await rig.sender.send(outgoing, always)).toEqual({ kind: 'unknown', reason: 'clock' });
    expect(await rig.sender.lookUp(outgoing, armedAt)).toEqual({ kind: 'unknown', reason: 'clock' });
    rig.config.timings.tickMs = 5_000;
    expect(timesReceived(rig, outgoing.text)).toBe(1);
  });

  test('a bubble that waits for the connection is unknown, leaves by itself, and is then found', async () => {
    rig.config.timings.tickMs = 600;
    rig.sandbox.state.behave({ bubble: 'offline' });
    const outgoing = message();
    const armedAt = new Date();
    expect(await rig.sender.send(outgoing, always)).toMatchObject({ kind: 'unknown' });
    rig.config.timings.tickMs = 5_000;
    expect(timesReceived(rig, outgoing.text)).toBe(0);
    rig.sandbox.state.behave({ bubble: 'normal' });
    await waitUntil('the page delivers it', () => timesReceived(rig, outgoing.text) === 1);
    expect(await rig.sender.lookUp(outgoing, armedAt)).toMatchObject({ kind: 'sent' });
    expect(timesReceived(rig, outgoing.text)).toBe(1);
  });

  test('receipts rise from sent to delivered to read', async () => {
    rig.sandbox.state.behave({ deliverDelayMs: null });
    const outcome = await rig.sender.send(message(), always);
    const externalId = outcome.kind === 'sent' ? outcome.proof.externalId : '';
    expect(await rig.sender.readReceipts('+919876543210', [externalId])).toEqual([
      { externalId, tick: 'sent' },
    ]);
    rig.sandbox.state.markRead('919876543210');
    await waitUntil(
      'the page shows it',
      async () => (await rig.sender.readReceipts('+919876543210', [externalId]))[0]?.tick === 'read',
    );
  });

  test('the microphone was never pressed', () => {
    expect(rig.sandbox.state.voiceNotes).toBe(0);
  });
});

describe('an error at a fail point', () => {
  const { clickAfter, proofAfter, ...beforeClick } = sendFailPoints;
  afterEach(() => disarmFailPoints());

  test.each(Object.values(beforeClick))(
    '%s: certain that nothing left, and the next try sends it once',
    async (point) => {
      const outgoing = message();
      expect(armFailPoints(`${point}=once`)).toEqual([]);
      expect(await rig.sender.send(outgoing, always)).toMatchObject({ kind: 'not_clicked', retryable: true });
      expect(timesReceived(rig, outgoing.text)).toBe(0);
      expect(await rig.sender.send(outgoing, always)).toMatchObject({ kind: 'sent' });
      expect(timesReceived(rig, outgoing.text)).toBe(1);
    },
  );

  test.each([clickAfter, proofAfter])('%s: unknown, then found by looking', async (point) => {
    const outgoing = message();
    const armedAt = new Date();
    armFailPoints(`${point}=once`);
    expect(await rig.sender.send(outgoing, always)).toMatchObject({ kind: 'unknown' });
    expect(await rig.sender.lookUp(outgoing, armedAt)).toMatchObject({ kind: 'sent' });
    expect(timesReceived(rig, outgoing.text)).toBe(1);
  });
});

describe('a page that changes while it is used', () => {
  test('renders all nodes again several times a second: the message is sent once', async () => {
    rig.sandbox.state.behave({ rerenderMs: 100 });
    const outgoing = message();
    expect(await rig.sender.send(outgoing, always)).toMatchObject({ kind: 'sent' });
    expect(timesReceived(rig, outgoing.text)).toBe(1);
  });

  test('the older markup is understood as well', async () => {
    rig.sandbox.state.behave({ generation: 'classic' });
    const outgoing = message('Two\nlines.');
    const outcome = await rig.sender.send(outgoing, always);
    expect(outcome).toMatchObject({
      kind: 'sent',
      proof: { externalId: expect.stringMatching(/^true_919876543210@c\.us_/) },
    });
    expect(await rig.sender.lookUp(outgoing, new Date())).toMatchObject({ kind: 'sent' });
    rig.sandbox.state.setContact('34600111222', { onWhatsApp: false });
    expect(await rig.sender.send(message('Hola.', '+34600111222'), always)).toMatchObject({
      reason: 'not_on_whatsapp',
    });
  });

  test('a box that takes no paste gets its text another way', async () => {
    rig.sandbox.state.behave({ ignorePaste: true });
    rig.config.timings.readBackMs = 400;
    const outgoing = message('One\ntwo.', '+919800000001');
    expect(await rig.sender.send(outgoing, always)).toMatchObject({ kind: 'sent' });
    rig.config.timings.readBackMs = 1_500;
    expect(rig.sandbox.state.ledger()).toMatchObject([{ text: outgoing.text, count: 1 }]);
  });

  test('a draft left in the chat is not sent along', async () => {
    await rig.session.withPage(async (page) => {
      await page.openChat('919876543210');
      await page.enterText('919876543210', 'half a thought');
    });
    const outgoing = message();
    expect(await rig.sender.send(outgoing, always)).toMatchObject({ kind: 'sent' });
    expect(rig.sandbox.state.ledger().map((row) => row.text)).toEqual([outgoing.text]);
  });

  test('a saved contact is learnt from a page opened on the number alone', async () => {
    rig.config.timings.openInAppMs = 400;
    rig.sandbox.state.setContact('919800000002', { savedName: 'Front desk test contact' });
    for (const text of ['First.', 'Second.']) {
      expect(await rig.sender.send(message(text, '+919800000002'), always)).toMatchObject({ kind: 'sent' });
    }
    rig.config.timings.openInAppMs = 8_000;
    expect(rig.sandbox.state.ledger().map((row) => row.phone)).toEqual(['919800000002', '919800000002']);
  });

  test('two contacts of one name are not told apart, so nothing is sent to the second', async () => {
    rig.config.timings.openInAppMs = 400;
    rig.sandbox.state.setContact('919800000003', { savedName: 'Same name' });
    rig.sandbox.state.setContact('919800000004', { savedName: 'Same name' });
    expect(await rig.sender.send(message('First.', '+919800000003'), always)).toMatchObject({ kind: 'sent' });
    const second = await rig.sender.send(message('Second.', '+919800000004'), always);
    rig.config.timings.openInAppMs = 8_000;
    expect(second).toMatchObject({ kind: 'not_clicked', reason: 'name_of_two_numbers' });
  });
});

describe('a click that is asked for twice', () => {
  test('the same click twice in one document presses once; another chat or text presses nothing', async () => {
    const { messageId, text } = message('Only once.');
    await rig.session.withPage(async (page) => {
      const chat = await page.openChat('919876543210');
      const name = chat.kind === 'open' ? chat.name : '';
      await page.enterText('919876543210', text);
      expect(await page.clickOnce({ messageId, name, text })).toEqual({
        clicked: false,
        reason: 'mark_missing',
      });
      await page.prepareSend(messageId);
      expect(await page.clickOnce({ messageId, name: '+1 555', text })).toEqual({
        clicked: false,
        reason: 'other_chat_open',
      });
      expect(await page.clickOnce({ messageId, name, text: 'other' })).toEqual({
        clicked: false,
        reason: 'box_differs',
      });
      expect(await page.clickOnce({ messageId, name, text })).toEqual({ clicked: true, reason: '' });
      expect(await page.clickOnce({ messageId, name, text })).toEqual({
        clicked: false,
        reason: 'mark_clicked',
      });
      expect(await page.voidSend(messageId)).toBe('clicked');
    });
    await waitUntil('it arrives', () => timesReceived(rig, text) > 0);
    expect(timesReceived(rig, text)).toBe(1);
  });

  test('a click that was taken back never happens', async () => {
    const { messageId, text } = message('Taken back.');
    await rig.session.withPage(async (page) => {
      const chat = await page.openChat('919876543210');
      await page.enterText('919876543210', text);
      await page.prepareSend(messageId);
      expect(await page.voidSend(messageId)).toBe('voided');
      const name = chat.kind === 'open' ? chat.name : '';
      expect(await page.clickOnce({ messageId, name, text })).toEqual({
        clicked: false,
        reason: 'mark_voided',
      });
      await page.clearBox();
    });
    expect(timesReceived(rig, text)).toBe(0);
  });
});

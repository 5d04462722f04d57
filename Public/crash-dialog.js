// The crash-report dialog: a page that met an error asks its user what happened (protocol.md §1.11).
//
// The browser SDK loads this as <script src="…/api/embed/error-page/?dsn=…&eventId=…&title=…">. Every option comes from
// that address and is a stranger's text: it is only ever set as text or value, never as markup. Styles go through the
// CSS object model, and nothing is inline, so that a strict content security policy lets the dialog through.
(function () {
    'use strict';

    var texts = {
        en: {
            title: "It looks like we're having issues.",
            subtitle: 'Our team has been notified.',
            subtitle2: "If you'd like to help, tell us what happened below.",
            labelName: 'Name',
            labelEmail: 'Email',
            labelComments: 'What happened?',
            labelClose: 'Close',
            labelSubmit: 'Submit Crash Report',
            errorGeneric: 'An unknown error occurred while submitting your report. Please try again.',
            errorFormEntry: 'Some fields were invalid. Please correct the errors and try again.',
            successMessage: 'Your feedback has been sent. Thank you!',
            placeholderName: 'Jane Doe',
            placeholderEmail: 'jane@example.com',
            placeholderComments: "I clicked on 'X' and then hit 'Confirm'"
        },
        ko: {
            title: '문제가 발생한 것 같습니다.',
            subtitle: '담당 팀에 알렸습니다.',
            subtitle2: '도와주시려면 어떤 일이 있었는지 아래에 알려 주세요.',
            labelName: '이름',
            labelEmail: '이메일',
            labelComments: '어떤 일이 있었나요?',
            labelClose: '닫기',
            labelSubmit: '오류 보고서 보내기',
            errorGeneric: '보고서를 보내는 중 알 수 없는 오류가 발생했습니다. 다시 시도해 주세요.',
            errorFormEntry: '올바르지 않은 항목이 있습니다. 고친 뒤 다시 시도해 주세요.',
            successMessage: '의견을 보냈습니다. 감사합니다!',
            placeholderName: '홍길동',
            placeholderEmail: 'hong@example.com',
            placeholderComments: "'X'를 누른 다음 '확인'을 눌렀어요"
        }
    };

    var style =
        ':host{all:initial}' +
        'dialog{box-sizing:border-box;width:min(34rem,calc(100vw - 2rem));max-height:calc(100vh - 2rem);overflow:auto;' +
        'padding:1.5rem;border:1px solid #d0d0d8;border-radius:.5rem;background:#fff;color:#1c1c28;' +
        'font:16px/1.5 system-ui,sans-serif;box-shadow:0 1rem 3rem rgba(0,0,0,.25)}' +
        'dialog.plain{position:fixed;inset:1rem 0 auto;margin:auto;z-index:2147483647}' +
        'dialog::backdrop{background:rgba(20,20,30,.6)}' +
        'h2{margin:0;font-size:1.25rem;line-height:1.3}p{margin:.25rem 0}' +
        'label{display:block;margin-top:1rem;font-weight:600}' +
        'input,textarea{box-sizing:border-box;width:100%;margin-top:.25rem;padding:.5rem;font:inherit;color:inherit;' +
        'background:#fff;border:1px solid #8a8a9a;border-radius:.25rem}' +
        'textarea{min-height:7rem;resize:vertical}[aria-invalid=true]{border-color:#b3261e}' +
        '.error{color:#b3261e}.error:empty,.status:empty{display:none}' +
        '.actions{display:flex;flex-wrap:wrap;gap:.75rem;margin-top:1.5rem}' +
        'button{font:inherit;padding:.5rem 1rem;border-radius:.25rem;border:1px solid #8a8a9a;background:#fff;' +
        'color:inherit;cursor:pointer}button[type=submit]{background:#5b3df5;border-color:#5b3df5;color:#fff}' +
        'button:disabled{opacity:.6;cursor:default}:focus-visible{outline:3px solid #9b8afb;outline-offset:1px}' +
        '@media (prefers-color-scheme:dark){dialog,input,textarea,button{background:#1e1e2a;color:#f0f0f6}' +
        '.error{color:#ffb4ab}[aria-invalid=true]{border-color:#ffb4ab}}';

    var address = ownAddress();
    if (!address || typeof address.searchParams.get('eventId') !== 'string') { return; }
    var query = address.searchParams;
    var language = /^ko(?![a-z])/i.test(query.get('lang') || '') ? 'ko' : 'en';

    function ownAddress() {
        var script = document.currentScript;
        for (var i = document.scripts.length - 1; !script && i >= 0; i--) {
            if (document.scripts[i].src.indexOf('/api/embed/error-page/') > -1) { script = document.scripts[i]; }
        }
        try { return new URL(script.src); } catch (error) { return null; }
    }

    function text(name) { return query.get(name) || texts[language][name]; }

    function element(name, attributes, content) {
        var node = document.createElement(name);
        for (var key in attributes) { node.setAttribute(key, attributes[key]); }
        if (content) { node.textContent = content; }
        return node;
    }

    var host = element('div', { lang: language, 'data-culprit': 'crash-dialog' });
    var root = host.attachShadow ? host.attachShadow({ mode: 'open' }) : host;
    var dialog = element('dialog', { 'aria-labelledby': 'title', 'aria-describedby': 'subtitle' });
    var form = element('form', { novalidate: '', method: 'post' });
    var status = element('p', { class: 'error status', role: 'alert' });
    var submit = element('button', { type: 'submit' }, text('labelSubmit'));
    var close = element('button', { type: 'button' }, text('labelClose'));
    var fields = {
        name: field('name', 'input', { type: 'text', autocomplete: 'name', maxlength: '128' }, 'Name'),
        email: field('email', 'input', { type: 'email', autocomplete: 'email', maxlength: '75' }, 'Email'),
        comments: field('comments', 'textarea', { maxlength: '4096' }, 'Comments')
    };
    var before = document.activeElement;
    var isClosed = false;

    function field(name, tag, attributes, suffix) {
        var input = element(tag, attributes);
        input.id = name;
        input.name = name;
        input.required = true;
        input.placeholder = texts[language]['placeholder' + suffix];
        input.value = query.get(name) || '';
        input.setAttribute('aria-describedby', name + '-error');
        var label = element('label', { for: name }, text('label' + suffix));
        var error = element('p', { class: 'error', id: name + '-error' });
        return { input: input, error: error, nodes: [label, input, error] };
    }

    function showErrors(errors) {
        var first = null;
        Object.keys(fields).forEach(function (name) {
            var messages = errors[name];
            var isWrong = Array.isArray(messages) && messages.length > 0;
            fields[name].error.textContent = isWrong ? messages.map(String).join(' ') : '';
            if (isWrong) { fields[name].input.setAttribute('aria-invalid', 'true'); }
            else { fields[name].input.removeAttribute('aria-invalid'); }
            first = first || (isWrong ? fields[name].input : null);
        });
        if (first) { first.focus(); }
    }

    function finish() {
        form.textContent = '';
        var done = element('p', { role: 'status', tabindex: '-1' }, text('successMessage'));
        var actions = element('div', { class: 'actions' });
        actions.appendChild(close);
        form.appendChild(done);
        form.appendChild(actions);
        done.focus();
    }

    function send(event) {
        event.preventDefault();
        var body = new URLSearchParams();
        Object.keys(fields).forEach(function (name) { body.append(name, fields[name].input.value); });
        submit.disabled = true;
        status.textContent = '';
        fetch(address.href, { method: 'POST', body: body, mode: 'cors', credentials: 'omit' })
            .then(function (response) {
                if (response.ok) { return finish(); }
                if (response.status !== 400) { throw new Error(String(response.status)); }
                return response.json().then(function (answer) {
                    if (!answer.errors) { throw new Error('400'); }
                    status.textContent = text('errorFormEntry');
                    showErrors(answer.errors);
                });
            })
            .catch(function () { status.textContent = text('errorGeneric'); })
            .then(function () { submit.disabled = false; });
    }

    function leave() {
        if (isClosed) { return; }
        isClosed = true;
        if (host.parentNode) { host.parentNode.removeChild(host); }
        if (before && before.focus) { before.focus(); }
        // The SDK's `onClose` waits for exactly this.
        window.postMessage('__sentry_reportdialog_closed__', '*');
    }

    function applyStyle() {
        try {
            var sheet = new CSSStyleSheet();
            sheet.replaceSync(style);
            root.adoptedStyleSheets = [sheet];
        } catch (error) {
            root.appendChild(element('style', {}, style));
        }
    }

    function show() {
        applyStyle();
        form.appendChild(element('h2', { id: 'title' }, text('title')));
        var subtitle = element('div', { id: 'subtitle' });
        subtitle.appendChild(element('p', {}, text('subtitle')));
        subtitle.appendChild(element('p', {}, text('subtitle2')));
        form.appendChild(subtitle);
        form.appendChild(status);
        Object.keys(fields).forEach(function (name) {
            fields[name].nodes.forEach(function (node) { form.appendChild(node); });
        });
        var actions = element('div', { class: 'actions' });
        actions.appendChild(submit);
        actions.appendChild(close);
        form.appendChild(actions);
        dialog.appendChild(form);
        root.appendChild(dialog);
        document.body.appendChild(host);

        form.addEventListener('submit', send);
        close.addEventListener('click', leave);
        dialog.addEventListener('close', leave);
        if (dialog.showModal) { return dialog.showModal(); }
        // Browsers without modal dialogs: shown in place, with the keys that a modal one would have.
        dialog.className = 'plain';
        dialog.setAttribute('open', '');
        dialog.setAttribute('role', 'dialog');
        dialog.setAttribute('aria-modal', 'true');
        dialog.addEventListener('keydown', function (event) { if (event.key === 'Escape') { leave(); } });
        fields.name.input.focus();
    }

    if (document.body) { show(); } else { document.addEventListener('DOMContentLoaded', show); }
})();

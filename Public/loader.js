// The loader of one key (protocol.md §1.13): stands in for the browser SDK until its bundle is there. It takes calls,
// keeps errors, and loads the bundle when the first error or capture comes; with `data-lazy="no"` on its tag at once.
//
// The bundle is what `data-bundle` on the tag names (`data-integrity` guards it), else what the server is configured
// with. Without one nothing is loaded: calls do nothing, and what is kept is bounded. Settings of null are those of a
// key that nobody issued.
(function (settings) {
    'use strict';

    var queueMax = 100;
    var names = [
        'init', 'addBreadcrumb', 'captureMessage', 'captureException', 'captureEvent', 'configureScope', 'withScope',
        'showReportDialog'
    ];
    var queue = [];
    var callbacks = [];
    var isLoading = false;
    var loaded = null;
    var isInitialised = false;
    var tag = settings ? ownTag() : null;
    var bundle = settings ? (tag && tag.getAttribute('data-bundle')) || settings.bundle : null;

    // A page that has the SDK already needs no stand-in.
    if (window.Sentry && window.Sentry.captureException && !window.Sentry.isCulpritLoader) { return; }

    function ownTag() {
        if (document.currentScript) { return document.currentScript; }
        for (var i = 0; i < document.scripts.length; i++) {
            if (document.scripts[i].src.indexOf(settings.key) > -1) { return document.scripts[i]; }
        }
        return null;
    }

    function keep(entry, wakes) {
        if (!settings || loaded) { return; }
        if (queue.length < queueMax) { queue.push(entry); }
        if (wakes) { load(); }
    }

    function onError(event) { keep({ error: event.error || event.message, handled: false }, true); }
    function onRejection(event) { keep({ error: event.reason, handled: false }, true); }

    function stub(name) {
        return function () {
            if (loaded) { return loaded[name] && loaded[name].apply(loaded, arguments); }
            keep({ name: name, values: [].slice.call(arguments) }, /^(init|capture|showReport)/.test(name));
        };
    }

    function load() {
        if (isLoading || !bundle || typeof bundle !== 'string') { return; }
        var address;
        try { address = new URL(bundle, document.baseURI); } catch (error) { return; }
        if (address.protocol !== 'https:' && address.protocol !== 'http:') { return; }
        isLoading = true;
        var script = document.createElement('script');
        // A page that trusts no address of ours goes on without the SDK.
        try { script.src = trusted(address.href); } catch (error) { queue = []; return; }
        script.crossOrigin = 'anonymous';
        if (tag && tag.nonce) { script.nonce = tag.nonce; }
        if (tag && tag.getAttribute('data-integrity')) { script.integrity = tag.getAttribute('data-integrity'); }
        script.addEventListener('load', start, { once: true });
        script.addEventListener('error', function () { queue = []; }, { once: true });
        (document.head || document.documentElement).appendChild(script);
    }

    function trusted(address) {
        if (!window.trustedTypes) { return address; }
        var policy = window.trustedTypes.createPolicy('culprit-loader', {
            createScriptURL: function (text) { return text; }
        });
        return policy.createScriptURL(address);
    }

    function merged(options) {
        var all = {};
        [settings.options, options || {}].forEach(function (part) {
            for (var key in part) { all[key] = part[key]; }
        });
        return all;
    }

    // The bundle has put the SDK where the stand-in was.
    function start() {
        var sdk = window.Sentry;
        if (!sdk || sdk === standIn || typeof sdk.init !== 'function') { return; }
        loaded = sdk;
        window.removeEventListener('error', onError);
        window.removeEventListener('unhandledrejection', onRejection);
        window.SENTRY_SDK_SOURCE = 'loader';
        var init = sdk.init;
        try {
            sdk.init = function (options) {
                isInitialised = true;
                return init.call(sdk, merged(options));
            };
        } catch (error) { /* A frozen bundle: whoever calls init names the DSN. */ }
        if (typeof window.sentryOnLoad === 'function') { attempt(window.sentryOnLoad); }
        callbacks.forEach(attempt);
        callbacks = [];
        var kept = queue;
        queue = [];
        kept.forEach(function (entry) { if (entry.name === 'init') { replay(entry); } });
        if (!isInitialised && !(sdk.getClient && sdk.getClient())) { init.call(sdk, merged()); }
        kept.forEach(function (entry) { if (entry.name !== 'init') { replay(entry); } });
    }

    function replay(entry) {
        attempt(function () {
            if (entry.name) { return loaded[entry.name] && loaded[entry.name].apply(loaded, entry.values); }
            var mechanism = { type: 'onerror', handled: false };
            loaded.captureException(entry.error, { mechanism: mechanism });
        });
    }

    function attempt(callback) {
        try { callback(); } catch (error) { if (window.console) { console.error(error); } }
    }

    var standIn = { isCulpritLoader: true };
    names.forEach(function (name) { standIn[name] = stub(name); });
    standIn.onLoad = function (callback) {
        if (typeof callback !== 'function' || !settings) { return; }
        if (loaded) { return attempt(callback); }
        if (callbacks.length < queueMax) { callbacks.push(callback); }
    };
    standIn.forceLoad = function () { if (settings) { load(); } };
    window.Sentry = standIn;

    if (!settings) { return; }
    window.addEventListener('error', onError);
    window.addEventListener('unhandledrejection', onRejection);
    if (tag && tag.getAttribute('data-lazy') === 'no') { load(); }
})(__CULPRIT_LOADER_SETTINGS__);

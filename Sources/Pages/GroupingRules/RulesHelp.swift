import Markup

/// How stack rules are written, in a few lines.
func stackHelp(_ say: Language) -> HTML {
    """
    <p>\(say(.rules(.stackHelp)))</p>
    <pre class="snippet"><code>stack.abs_path:**/vendor/acme/** +app
    stack.function:retry_* -group
    stack.module:framework.run v-group
    [ function:handle ] | module:shop.* +app
    error.type:RecursionError max-frames=20</code></pre>
    \(terms([
        ("stack.abs_path  stack.module  stack.function  stack.package", .helpFrameMatchers),
        ("error.type  error.value  error.mechanism", .helpErrorMatchers),
        ("family  app  category  !", .helpOtherMatchers), ("+app  -app", .helpApp), ("+group  -group", .helpGroup),
        ("^  v", .helpDirection), ("[ … ] |   | [ … ]", .helpNeighbour), ("max-frames=", .helpMaxFrames),
    ], say))
    """
}

/// How fingerprint rules are written.
func fingerprintHelp(_ say: Language) -> HTML {
    """
    <p>\(say(.rules(.fingerprintHelp)))</p>
    <pre class="snippet"><code>error.type:ConnectionError -&gt; database-down
    message:"payment * declined" -&gt; payment-declined, {{ tags.provider }} title="Payment declined"
    logger:audit level:warning -&gt; {{ default }}, {{ transaction }}</code></pre>
    \(terms([
        ("error.type  error.value  message  logger  level  release  sdk", .helpEventMatchers),
        ("stack.function  stack.module  stack.abs_path  tags.NAME", .helpAnyFrame), ("{{ default }}", .helpDefault),
        ("{{ transaction }}  {{ error.type }}  {{ tags.NAME }} …", .helpVariables), ("title=\"…\"", .helpTitle),
    ], say))
    """
}

private func terms(_ list: [(term: String, meaning: RulesPhrase)], _ say: Language) -> HTML {
    "<dl class=\"terms\">\(list.html { "<div><dt><code>\($0.term)</code></dt><dd>\(say(.rules($0.meaning)))</dd></div>" })</dl>"
}

import Hummingbird
import Ingest
import SentryProtocol

/// `/js-sdk-loader/{key}.js`: the script that stands in for the browser SDK (protocol.md §1.13). Never an error, as a page
/// must not break because a key is gone.
struct LoaderRoute: Sendable {
    let script: LoaderScript?
    let keys: KeyCache
    let address: PublicAddress
    let bundleURL: String?

    func respond(to path: LoaderPath) -> Response {
        guard let script else { return Response(IngestFailure.notFound.reply) }
        return Response(script.script(for: settings(of: path)))
    }

    private func settings(of path: LoaderPath) -> LoaderScript.Settings? {
        guard let key = path.publicKey, let entry = keys.known(key.text), entry.isActive,
            let dsn = DSN(address.dsn(publicKey: key.text, project: entry.project.id))
        else { return nil }
        return LoaderScript.Settings(dsn: dsn, bundleURL: bundleURL)
    }
}

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Dictionaries as files: `0001.zstd-dictionary`, … in the order in which they were made.
struct DictionaryFolder: Sendable {
    let path: String

    private static let suffix = ".zstd-dictionary"
    private static let bytesMax = 1024 * 1024
    private static let filesMax = 9999

    /// Those that can be read, oldest first.
    func read() -> [[UInt8]] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(Self.suffix) { names.append(name) }
        }
        return names.sorted().compactMap { read($0) }
    }

    private func file(_ number: Int) -> String {
        let digits = String(number)
        return path + "/" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + Self.suffix
    }

    private func read(_ name: String) -> [UInt8]? {
        guard let file = fopen(path + "/" + name, "rb") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: Self.bytesMax)
        let count = fread(&bytes, 1, bytes.count, file)
        return ferror(file) == 0 && count > 0 ? Array(bytes.prefix(count)) : nil
    }

    /// Durable when it returns true: a body that needs the dictionary may be written then. Replaces no file, also none
    /// that could not be read.
    func add(_ bytes: [UInt8]) -> Bool {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { return false }
        guard let name = (1...Self.filesMax).lazy.map(file).first(where: { access($0, F_OK) != 0 }) else {
            return false
        }
        let file = open(name + ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { return false }
        let isWritten = write(file, bytes, bytes.count) == bytes.count && fsync(file) == 0
        close(file)
        guard isWritten, rename(name + ".new", name) == 0 else { return false }
        for folder in [path, path + "/.."] {
            let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            guard descriptor >= 0 else { return false }
            defer { close(descriptor) }
            guard fsync(descriptor) == 0 else { return false }
        }
        return true
    }
}

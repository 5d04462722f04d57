/// What another encoder (the PyPI package `qrcode`) makes of the same bytes, level M, with the mask given.
enum QRFixtures {
    /// Rows in hexadecimal, the leftmost module in the highest bit, padded to whole digits on the right.
    static let matrices: [(text: String, version: Int, mask: Int, rows: [String])] = [
        (
            "culprit", 1, 2,
            [
                "fe7bf8", "825208", "bac2e8", "ba9ae8", "ba8ae8", "82f208", "feabf8", "008000", "be13e0", "053f78",
                "874b70", "e45f78", "524800", "00e8c8", "fe3430", "82a078", "bab5d0", "ba9fa0", "ba8a20", "823fe0",
                "fe8950",
            ]
        ),
        (
            "otpauth://totp/C:a", 2, 5,
            [
                "fe5e3f8", "82f0208", "ba922e8", "badb2e8", "ba742e8", "8216a08", "feaabf8", "0095000", "82cb670",
                "4caa0b0", "ba99dd8", "85cbdc8", "fa66b48", "b8ef410", "8a67698", "bdcea70", "9aabfb0", "00e18c0",
                "fe2eaa8", "82738c0", "ba11fa8", "ba6cf78", "ba66048", "822dc48", "fedc948",
            ]
        ),
        (
            "otpauth://totp/Culprit:kim%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Culprit", 6, 3,
            [
                "feab4c78bf8", "82d12128a08", "ba2b407b2e8", "bafc0cfc2e8", "ba0302932e8", "8218d247208",
                "feaaaaaabf8", "00c1f82e000", "b706f494258", "64fcbf4b1f8", "4ac98b46d50", "5c50a0e2680",
                "e60c9bf7060", "615c6b98260", "cf6b9929e58", "6dcc2722808", "c6ffe28f4c0", "64b1a6e3d10",
                "32ab2ab0d90", "201c7db7d70", "abce00cf798", "a15acd4ffb8", "cb644dca8f0", "052aa373210",
                "7e365aac8e8", "50f358bb868", "dfec7087748", "bc610c2a1d0", "0a7aeddb4c0", "75187c10550",
                "ba6bb412190", "158e5105870", "4e3e200bfe0", "00f84e7f898", "fe9329c7aa0", "8285d119898",
                "ba2d04a4f88", "baf886bf5b0", "bac73a83938", "8261ce23ad0", "fea677c3d50",
            ]
        ),
        (
            "한국어", 1, 0,
            [
                "fe1bf8", "82a208", "ba52e8", "ba5ae8", "bacae8", "822a08", "feabf8", "007800", "aa5090", "3d6000",
                "fbe860", "e1c760", "e38d70", "00b1b8", "fe3330", "827c20", "baf300", "ba63f0", "ba8808", "826270",
                "fe8bd8",
            ]
        ),
    ]

    /// SHA-256 of the rows above each other, for every version full to the brim (bytes `a` to `z` in turn), mask 4.
    static let hashesOfFullVersions = [
        "2450cdd5ca556ceddaf0f3fd190918a3a239c59aee943d4c4aa09a47a2e15462",
        "6334750ceb5a0704803e41346aed913ebdb515cc643b0ab5f5c7a17f99f17e69",
        "a96927fc1f544a6e89a7f4ceeaf9c6309b852012a02f76bb52c749290e020ce6",
        "868a383bccf471fe3cdc098cda3d910ebac3dc0a983c1d6728ed499d3631381a",
        "05f29f3bfea67b74e3b0dd4d41cde069154dba10a02193d7943505ca0a6845ca",
        "1deae534828565ba6f1bc5b036e235d549c3adbbe954e0c19fdcdc716544b4f7",
        "8a09c64e75fd173c972eadef2bc3ccbc8dad57195481b68cca7186c3be66e656",
        "5a558585cc4a6d22b8e8bcb8a6929adc9fd7d7f0a22532fdfcdf199ac2316fc2",
        "241a5cc546a10908591a297d25593b0a1d93fcd1c413f7925af5f2eef4aba4a5",
        "7b79631c1b37befece27391c02561943110208dbd4a69f779f534505b2f2b01a",
        "0aa705f91c0af73f95bb9250214f6c3b0993cb382f47a1ac9a38cc5dc461ea4e",
        "f46bbb946bd279d2cc3e878c264287078f01378919b001c82b65b86e333546f4",
        "f22be7082be781243b22782d95ec5da71eabb063721645fe111b1d7ccdc90272",
        "d322d3972974606d571b11c441eca35d88dbfb2492fb574e8d765f0b7eae96f0",
        "97c17d6d144f0e79937ad5ae52363cc4b7082d2904827d1985d8f856b5d347e8",
    ]
    /// How many bytes each version takes.
    static let capacities = [14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412]
}

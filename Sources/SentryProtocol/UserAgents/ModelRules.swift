/// Which maker's telephone a model name of Android is.
struct ModelRule: Sendable {
    let prefix: String
    let brand: String
    /// What stands before the model in the device's family; empty where the model says it all.
    let familyPrefix: String
    /// The prefix names the maker and is no part of the model.
    let dropsPrefix: Bool

    init(_ prefix: String, _ brand: String, family: String? = nil, drop: Bool = false) {
        (self.prefix, self.brand, self.dropsPrefix) = (prefix, brand, drop)
        familyPrefix = family ?? brand + " "
    }

    static let table = NameTable(all, named: \.prefix)

    private static let all: [Self] = [
        ModelRule("SAMSUNG-", "Samsung", drop: true), ModelRule("SAMSUNG ", "Samsung", drop: true),
        ModelRule("SM-", "Samsung"), ModelRule("GT-", "Samsung"), ModelRule("SHV-", "Samsung"),
        ModelRule("SHW-", "Samsung"), ModelRule("SGH-", "Samsung"), ModelRule("SCH-", "Samsung"),
        ModelRule("Galaxy ", "Samsung"),
        ModelRule("Pixel", "Google", family: ""), ModelRule("Nexus 10", "Samsung", family: ""),
        ModelRule("Nexus 4", "LG", family: ""), ModelRule("Nexus 5", "LG", family: ""),
        ModelRule("Nexus 6P", "Huawei", family: ""), ModelRule("Nexus 6", "Motorola", family: ""),
        ModelRule("Nexus 7", "Asus", family: ""), ModelRule("Nexus 9", "HTC", family: ""),
        ModelRule("LM-", "LG"), ModelRule("LGM-", "LG"), ModelRule("LG-", "LG", drop: true),
        ModelRule("moto ", "Motorola", drop: true), ModelRule("motorola ", "Motorola", drop: true),
        ModelRule("XT1", "Motorola"), ModelRule("XT2", "Motorola"),
        ModelRule("Redmi", "XiaoMi"), ModelRule("MI ", "XiaoMi"), ModelRule("POCO", "XiaoMi"),
        ModelRule("HM ", "XiaoMi"), ModelRule("M200", "XiaoMi"), ModelRule("M201", "XiaoMi"),
        ModelRule("M210", "XiaoMi"),
        ModelRule("HUAWEI ", "Huawei", drop: true), ModelRule("VOG-", "Huawei"), ModelRule("ELE-", "Huawei"),
        ModelRule("ANE-", "Huawei"), ModelRule("LYA-", "Huawei"), ModelRule("CLT-", "Huawei"),
        ModelRule("EML-", "Huawei"), ModelRule("JNY-", "Huawei"), ModelRule("MAR-", "Huawei"),
        ModelRule("ONEPLUS ", "OnePlus"), ModelRule("OPPO ", "Oppo", drop: true), ModelRule("CPH", "Oppo"),
        ModelRule("RMX", "Realme"), ModelRule("vivo ", "vivo", drop: true), ModelRule("XQ-", "Sony"),
        ModelRule("Nokia ", "Nokia", drop: true), ModelRule("HTC ", "HTC", drop: true),
        ModelRule("HTC_", "HTC", drop: true), ModelRule("ASUS_", "Asus", drop: true),
        ModelRule("Lenovo ", "Lenovo", drop: true), ModelRule("SHIELD", "NVIDIA"),
        ModelRule("TECNO ", "Tecno", drop: true),
        ModelRule("Infinix ", "Infinix", drop: true), ModelRule("Kindle Fire", "Amazon", family: ""),
        ModelRule("KF", "Amazon", family: "Kindle "),
    ]
}

extension UserAgent.Device {
    /// An Android device by the name that it gives itself; of an unknown maker as ua-parser files it.
    init(androidModel bytes: [UInt8], _ range: Range<Int>) {
        let range = range.lowerBound..<min(range.upperBound, range.lowerBound + UserAgentLimits.nameBytesMax)
        guard let (rule, end) = ModelRule.table.prefix(bytes, range), !rule.dropsPrefix || end < range.upperBound else {
            let model = String(decoding: bytes[range], as: UTF8.self)
            self.init(family: model, brand: "Generic_Android", model: model)
            return
        }
        let start = rule.dropsPrefix ? end : range.lowerBound
        let model = String(decoding: bytes[start..<range.upperBound], as: UTF8.self)
        self.init(
            family: rule.familyPrefix.isEmpty ? model : rule.familyPrefix + model, brand: rule.brand, model: model)
    }
}

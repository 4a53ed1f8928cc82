// Force-included when better-sqlite3-multiple-ciphers is compiled for Node-API 9, where
// napi_create_reference refuses strings (Node-API 10 allows them). The text is kept on the C++
// side and a new JavaScript string is made at each Value(): napi_create_string_utf8 may be
// called with an exception pending and while a worker is being terminated, which
// napi_get_property may not.
#pragma once
#include <napi.h>

#include <string>

namespace Napi {

template <>
class Reference<String> {
 public:
  Reference() : env_(nullptr) {}
  explicit Reference(const String& value) : env_(value.Env()), text_(value.Utf8Value()) {}
  Reference(Reference&&) = default;
  Reference& operator=(Reference&&) = default;
  Reference(const Reference&) = delete;
  Reference& operator=(const Reference&) = delete;

  bool IsEmpty() const { return env_ == nullptr; }
  Napi::Env Env() const { return Napi::Env(env_); }
  String Value() const {
    return env_ == nullptr ? String() : String::New(env_, text_.data(), text_.size());
  }
  void Reset() {
    env_ = nullptr;
    text_.clear();
  }

 private:
  napi_env env_;
  std::string text_;
};

inline Reference<String> Persistent(String value) { return Reference<String>(value); }

}  // namespace Napi

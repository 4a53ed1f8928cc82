/** What is asked of Vendure's admin API (GraphQL), version 3. */
const ORDER = `
  fragment Told on Order {
    id code state orderPlacedAt createdAt currencyCode shippingWithTax totalWithTax
    customer { id emailAddress }
    shippingAddress { fullName phoneNumber province city streetLine1 streetLine2 }
    lines {
      id quantity unitPriceWithTax
      featuredAsset { preview }
      productVariant { name sku product { id name } options { name } }
    }
    payments { id state amount refunds { id state total } }
    fulfillments { state method trackingCode createdAt updatedAt }
    history(options: { filter: { type: { eq: "ORDER_NOTE" } }, sort: { createdAt: DESC }, take: 20 }) {
      items { id isPublic data }
    }
  }`

export const LOGIN = `
  mutation ($user: String!, $secret: String!) {
    login(username: $user, password: $secret) { __typename }
  }`

/** Placed ones alone: a basket that is being filled is no order. */
export const ORDERS_OF = `
  query ($id: ID!, $take: Int!) {
    customer(id: $id) {
      id
      orders(options: {
        take: $take, sort: { orderPlacedAt: DESC }, filter: { orderPlacedAt: { isNull: false } }
      }) { totalItems items { ...Told } }
    }
  } ${ORDER}`

export const CUSTOMER_BY_EMAIL = `
  query ($email: String!) {
    customers(options: { filter: { emailAddress: { eq: $email } }, take: 1 }) { items { id } }
  }`

export const EMAIL_OF = `query ($id: ID!) { customer(id: $id) { emailAddress } }`

export const ORDER_BY_CODE = `
  query ($code: String!) {
    orders(options: { filter: { code: { eq: $code } }, take: 1 }) { items { ...Told } }
  } ${ORDER}`

const PRODUCT = `
  fragment Wares on Product {
    id name slug
    featuredAsset { preview }
    variants { name priceWithTax currencyCode trackInventory stockLevels { stockOnHand stockAllocated } }
  }`

export const PRODUCT_BY_ID = `query ($id: ID!) { product(id: $id) { ...Wares } } ${PRODUCT}`

export const PRODUCTS_BY_NAME = `
  query ($name: String!) {
    products(options: { filter: { name: { contains: $name } }, take: 1 }) { items { ...Wares } }
  } ${PRODUCT}`

export const ADD_NOTE = `
  mutation ($id: ID!, $note: String!) {
    addNoteToOrder(input: { id: $id, note: $note, isPublic: false }) { __typename }
  }`

export const UPDATE_NOTE = `
  mutation ($noteId: ID!, $note: String!) {
    updateOrderNote(input: { noteId: $noteId, note: $note, isPublic: false }) { __typename }
  }`

/** Its deprecated fields are not optional in its database (3.7). */
export const REFUND = `
  mutation ($payment: ID!, $amount: Money!, $reason: String) {
    refundOrder(input: {
      paymentId: $payment, amount: $amount, reason: $reason, lines: [], shipping: 0, adjustment: 0
    }) {
      __typename ... on ErrorResult { message }
    }
  }`

export const TAKE_BACK = `
  mutation ($id: ID!, $lines: [OrderLineInput!]!, $reason: String) {
    cancelOrder(input: { orderId: $id, lines: $lines, reason: $reason, cancelShipping: false }) {
      __typename ... on ErrorResult { message }
    }
  }`

export const TO_STATE = `
  mutation ($id: ID!, $state: String!) {
    transitionOrderToState(id: $id, state: $state) { __typename ... on ErrorResult { message } }
  }`

export const CHANGE_ADDRESS = `
  mutation ($id: ID!, $to: UpdateOrderAddressInput!) {
    modifyOrder(input: { dryRun: false, orderId: $id, updateShippingAddress: $to }) {
      __typename ... on ErrorResult { message }
    }
  }`
